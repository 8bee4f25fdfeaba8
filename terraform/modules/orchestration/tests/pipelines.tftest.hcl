# The rules of a pipeline, and the limits of its arguments.
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

# For the mistakes and their messages, see tests/terraform/test_composing.py.
run "a_pipeline_keeps_the_rules" {
  command = plan

  variables {
    job_names     = {}
    pipeline_file = "./tests/pipelines/wrong.yaml"
  }

  expect_failures = [aws_sfn_state_machine.refresh]
}

# {"--X":""} alone has ten bytes.
run "the_largest_arguments_are_taken" {
  command = plan

  variables {
    job_arguments = { job4 = { "--X" = format("%016374d", 0) } }
  }
}

run "larger_arguments_are_refused" {
  command = plan

  variables {
    job_arguments = { job4 = { "--X" = "é${format("%016373d", 0)}" } }
  }

  expect_failures = [aws_sfn_state_machine.refresh]
}

run "wrong_values_are_refused_7" {
  command = plan

  variables {
    # A cron says one of the days.
    schedule_expression = "cron(0 2 ? * ? *)"

    # A pipeline is a mapping.
    pipeline_file = "./tests/pipelines/not-a-pipeline.yaml"

    # An alarm tells an ARN.
    alarm_actions = ["pager"]
  }

  expect_failures = [var.schedule_expression, var.pipeline_file, var.alarm_actions]
}

run "wrong_values_are_refused_8" {
  command = plan

  variables {
    # A minute is below 60.
    schedule_expression = "cron(60 2 1 * ? *)"

    # An alarm does not tell each failure twice.
    alarm_actions = ["arn:aws:sns:eu-west-1:123456789012:omc-flywheel-test-notifications"]
  }

  expect_failures = [var.schedule_expression, var.alarm_actions]
}

run "wrong_values_are_refused_6" {
  command = plan

  variables {
    # Prefix and environment fit into names.
    name_prefix = "a23456789012345678901234567890123456789b"

    # A cron says one of the days only.
    schedule_expression = "cron(0 2 1 * * *)"

    # A pipeline is there.
    pipeline_file = "./tests/pipelines/none.yaml"
  }

  expect_failures = [var.name_prefix, var.schedule_expression, var.pipeline_file]
}
