# Runs without an account, with a mock of AWS that also gives the ARNs.
mock_provider "aws" {
  source          = "./tests/aws"
  override_during = plan
}

variables {
  environment   = "test"
  pipeline_file = "./tests/pipelines/eight-steps.yaml"
  job_names = {
    job1 = "one"
    job2 = "two"
    job3 = "three"
    job4 = "four"
    job5 = "five"
    job6 = "six"
    job7 = "seven"
  }
}

run "without_more" {
  command = plan

  # The definition runs the configured jobs.
  assert {
    condition = jsonencode({
      for branch in flatten([for state in values(jsondecode(aws_sfn_state_machine.refresh.definition).States) : try(state.Branches, [])]) :
      branch.States[branch.States[branch.StartAt].Default].ResultSelector.step => branch.States[branch.States[branch.StartAt].Default].Parameters.JobName
      }) == jsonencode({
      job1  = "one"
      job2  = "two"
      job3a = "three"
      job3b = "three"
      job4  = "four"
      job5  = "five"
      job6  = "six"
      job7  = "seven"
    })
    error_message = "The steps run other jobs."
  }

  assert {
    condition     = !strcontains(aws_sfn_state_machine.refresh.definition, "$${") && keys(jsondecode(aws_sfn_state_machine.refresh.definition)) == ["Comment", "StartAt", "States", "TimeoutSeconds"]
    error_message = "A placeholder is left, or more than the definition: ${join(", ", keys(jsondecode(aws_sfn_state_machine.refresh.definition)))}."
  }

  assert {
    condition     = jsondecode(aws_sfn_state_machine.refresh.definition).States["Notify success"].Parameters.TopicArn == aws_sns_topic.notifications.arn
    error_message = "Success is told to ${jsondecode(aws_sfn_state_machine.refresh.definition).States["Notify success"].Parameters.TopicArn}."
  }

  assert {
    condition     = jsondecode(aws_sfn_state_machine.refresh.definition).States["Notify failure"].Parameters.Subject == "[test] Database refresh FAILED"
    error_message = "The subject is ${jsondecode(aws_sfn_state_machine.refresh.definition).States["Notify failure"].Parameters.Subject}."
  }

  assert {
    condition     = jsondecode(aws_sfn_state_machine.refresh.definition).States["Notify failure"].Resource == "arn:aws:states:::sns:publish"
    error_message = "The resource is ${jsondecode(aws_sfn_state_machine.refresh.definition).States["Notify failure"].Resource}."
  }

  # The definition says how long and how often.
  assert {
    condition     = jsondecode(aws_sfn_state_machine.refresh.definition).TimeoutSeconds == 86400
    error_message = "An execution has ${jsondecode(aws_sfn_state_machine.refresh.definition).TimeoutSeconds} seconds."
  }

  assert {
    condition = jsonencode({
      for branch in flatten([for state in values(jsondecode(aws_sfn_state_machine.refresh.definition).States) : try(state.Branches, [])]) :
      branch.States[branch.States[branch.StartAt].Default].ResultSelector.step => [
        for task in [branch.States[branch.States[branch.StartAt].Default]] : join(" ", [
          task.TimeoutSeconds, reverse(task.Retry)[0].MaxAttempts, reverse(task.Retry)[0].IntervalSeconds, reverse(task.Retry)[0].BackoffRate
        ])
      ][0]
      }) == jsonencode({
      job1  = "7200 2 60 2"
      job2  = "7200 2 60 2"
      job3a = "3600 2 30 2"
      job3b = "3600 2 30 2"
      job4  = "3600 2 30 2"
      job5  = "3600 2 30 2"
      job6  = "1800 1 30 2"
      job7  = "1800 1 30 2"
    })
    error_message = "Timeouts, attempts, intervals or back-off rates are others."
  }
}

run "what_is_given_replaces_what_the_pipeline_and_the_module_have" {
  command = plan

  variables {
    job_arguments = {
      job3a = { "--MAX" = "100", "--ODD" = "quote \" colon: # $${job1_name} {} \\ newline \n é <>&" }
    }
    execution_timeout_seconds = 43200
    step_timeouts             = { job4 = 5400 }
    step_retries = {
      job4 = { attempts = 0 }
      job5 = { interval_seconds = 10, backoff_rate = 1.5 }
    }
    wait_seconds = { concurrency = 90, notification = 3 }
  }

  # Arguments are put in as they are.
  assert {
    condition = jsonencode(jsondecode(aws_sfn_state_machine.refresh.definition).States["Read input"].Parameters.defaults) == jsonencode({
      job1  = {}
      job2  = {}
      job3a = var.job_arguments["job3a"]
      job3b = {}
      job4  = {}
      job5  = {}
      job6  = {}
      job7  = {}
    })
    error_message = "The default arguments are others."
  }

  # Timeouts and retries.
  assert {
    condition     = jsondecode(aws_sfn_state_machine.refresh.definition).TimeoutSeconds == 43200
    error_message = "An execution has ${jsondecode(aws_sfn_state_machine.refresh.definition).TimeoutSeconds} seconds."
  }

  assert {
    condition = jsonencode({
      for branch in flatten([for state in values(jsondecode(aws_sfn_state_machine.refresh.definition).States) : try(state.Branches, [])]) :
      branch.States[branch.States[branch.StartAt].Default].ResultSelector.step => [
        for task in [branch.States[branch.States[branch.StartAt].Default]] : join(" ", [
          task.TimeoutSeconds, reverse(task.Retry)[0].MaxAttempts, reverse(task.Retry)[0].IntervalSeconds, reverse(task.Retry)[0].BackoffRate
        ])
      ][0]
      }) == jsonencode({
      job1  = "7200 2 60 2"
      job2  = "7200 2 60 2"
      job3a = "3600 2 30 2"
      job3b = "3600 2 30 2"
      job4  = "5400 0 30 2"
      job5  = "3600 2 10 1.5"
      job6  = "1800 1 30 2"
      job7  = "1800 1 30 2"
    })
    error_message = "Timeouts, attempts, intervals or back-off rates are others."
  }

  # Waits.
  assert {
    condition = [
      for state in ["Notify success", "Take the lock"] : reverse(jsondecode(aws_sfn_state_machine.refresh.definition).States[state].Retry)[0].IntervalSeconds
    ] == [3, 2]
    error_message = "The waits are others."
  }

  assert {
    condition     = jsondecode(aws_sfn_state_machine.refresh.definition).States.split.Branches[0].States["job1-addressable-split-and-part"].Retry[1].IntervalSeconds == 90
    error_message = "A job at its concurrency limit is waited for as before."
  }
}

run "a_pipeline_of_the_users_own_gets_everything" {
  command = plan

  variables {
    pipeline_file = "./tests/pipelines/two-steps.yaml"
    job_names     = { tables = "tables-job" }
    job_arguments = { check = { "--DEEP" = "yes" } }
    step_timeouts = { load = 90 }
    step_retries  = { check = { attempts = 1 } }
  }

  assert {
    condition = jsonencode({
      for branch in flatten([for state in values(jsondecode(aws_sfn_state_machine.refresh.definition).States) : try(state.Branches, [])]) :
      branch.States[branch.StartAt].Default => [
        for task in [branch.States[branch.States[branch.StartAt].Default]] : join(" ", [
          task.Comment, task.Parameters.JobName, task.TimeoutSeconds, reverse(task.Retry)[0].MaxAttempts, reverse(task.Retry)[0].IntervalSeconds, reverse(task.Retry)[0].BackoffRate
        ])
      ][0]
      }) == jsonencode({
      check-check-tables = "Check TABLES tables-job 30 1 1 1"
      load-load-tables   = "Load tables tables-job 90 3 5 1.5"
    })
    error_message = "The steps are others: ${aws_sfn_state_machine.refresh.definition}."
  }

  assert {
    condition = jsonencode(jsondecode(aws_sfn_state_machine.refresh.definition).States["Read input"].Parameters.defaults) == jsonencode({
      check = { "--DEEP" = "yes", "--TABLES" = "all" }
      load  = {}
    })
    error_message = "The default arguments are others."
  }

  assert {
    condition = alltrue([
      for state in ["Take the lock", "Keep the lock for second", "Notify failure", "Refresh failed"] :
      contains(keys(jsondecode(aws_sfn_state_machine.refresh.definition).States), state)
    ])
    error_message = "Something is missing that makes a refresh safe."
  }

  assert {
    condition     = output.glue_job_arns == { tables = "arn:aws:glue:eu-west-1:123456789012:job/tables-job" }
    error_message = "The jobs are ${jsonencode(output.glue_job_arns)}."
  }
}
