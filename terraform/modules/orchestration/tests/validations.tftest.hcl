# No account is asked: AWS is made up, and so are the ARNs that it would give.
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

# A variable in expect_failures that is right after all fails its run, and so does a wrong one that is not
# in it. Which of a variable's values or validations it was is not told apart: so a run holds one wrong
# value of a variable, wrong in one way, and none that another variable's validation looks at. A comment
# says the rule that the value below it breaks.

run "wrong_values_are_refused_1" {
  command = plan

  variables {
    # An environment is lower case.
    environment = "Test"

    # A schedule is cron or rate.
    schedule_expression = "at(2027-01-01T00:00:00)"

    # An email has an at.
    notification_emails = ["oncall@example.com", "oncall.example.com"]

    # No job is missing.
    job_names = {
      job1 = "one"
      job2 = "two"
      job3 = "three"
      job4 = "four"
      job5 = "five"
      job6 = "six"
    }

    # Arguments are for steps of the pipeline.
    job_arguments = { job3 = { "--A" = "1" } }

    # Timeouts are for steps of the pipeline.
    step_timeouts = { job3 = 60 }

    # Retries are for steps of the pipeline.
    step_retries = { execution = { attempts = 1 } }

    # An execution has a second at least.
    execution_timeout_seconds = 0

    # A wait has a second at least.
    wait_seconds = { lock = 0 }

    # A log level is known.
    log_level = "INFO"

    # A retention is one that CloudWatch knows.
    log_retention_days = 31

    # A key is an ARN.
    kms_key_arn = "1234abcd-12ab-34cd-56ef-1234567890ab"

    # A boundary is a policy.
    permissions_boundary = "arn:aws:iam::123456789012:role/a"
  }

  expect_failures = [
    var.environment, var.schedule_expression, var.notification_emails, var.job_names,
    var.job_arguments, var.step_timeouts, var.step_retries, var.execution_timeout_seconds,
    var.wait_seconds, var.log_level, var.log_retention_days, var.kms_key_arn, var.permissions_boundary,
  ]
}

run "wrong_values_are_refused_2" {
  command = plan

  variables {
    # An environment begins with a letter.
    environment = "1test"

    # A schedule is not a crontab line.
    schedule_expression = "0 2 1 * *"

    # An email has a domain.
    notification_emails = ["oncall@example"]

    # No job is unknown.
    job_names = {
      job1 = "one"
      job2 = "two"
      job3 = "three"
      job4 = "four"
      job5 = "five"
      job6 = "six"
      job7 = "seven"
      job8 = "eight"
    }

    # An argument begins with hyphens.
    job_arguments = { job1 = { "SNAPSHOT_DT" = "1" } }

    # A timeout is a second at least.
    step_timeouts = { job1 = 0 }

    # Attempts are not negative.
    step_retries = { job1 = { attempts = -1 } }

    # An execution timeout is whole seconds.
    execution_timeout_seconds = 0.5

    # A wait is whole seconds.
    wait_seconds = { concurrency = 1.5 }

    # A key is no alias.
    kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:alias/a"
  }

  expect_failures = [
    var.environment, var.schedule_expression, var.notification_emails, var.job_names,
    var.job_arguments, var.step_timeouts, var.step_retries, var.execution_timeout_seconds,
    var.wait_seconds, var.kms_key_arn,
  ]
}

run "wrong_values_are_refused_3" {
  command = plan

  variables {
    # An environment does not end with a hyphen.
    environment = "test-"

    # A cron has six fields.
    schedule_expression = "cron(0 2 1 * ?)"

    # An email is one address.
    notification_emails = ["a@example.com,b@example.com"]

    # A step is no job.
    job_names = {
      job1  = "one"
      job2  = "two"
      job4  = "four"
      job5  = "five"
      job6  = "six"
      job7  = "seven"
      job3a = "three"
      job3b = "three"
    }

    # An argument is no path.
    job_arguments = { job1 = { "--A.$" = "$.x" } }

    # A timeout is whole seconds.
    step_timeouts = { job1 = 1.5 }

    # Attempts are whole.
    step_retries = { job1 = { attempts = 0.5 } }
  }

  expect_failures = [
    var.environment, var.schedule_expression, var.notification_emails, var.job_names,
    var.job_arguments, var.step_timeouts, var.step_retries,
  ]
}

run "wrong_values_are_refused_4" {
  command = plan

  variables {
    # An environment has twenty characters at most.
    environment = "a23456789012345678901"

    # A cron has no seventh field.
    schedule_expression = "cron(0 2 1 * ? * *)"

    # A job has a name.
    job_names = {
      job1 = ""
      job2 = "two"
      job3 = "three"
      job4 = "four"
      job5 = "five"
      job6 = "six"
      job7 = "seven"
    }

    # A timeout is a number.
    step_timeouts = { job1 = null }

    # An interval is a second at least.
    step_retries = { job1 = { interval_seconds = 0 } }
  }

  expect_failures = [
    var.environment, var.schedule_expression, var.job_names, var.step_timeouts, var.step_retries,
  ]
}

run "wrong_values_are_refused_5" {
  command = plan

  variables {
    # A prefix has no dots.
    name_prefix = "omc.flywheel"

    # A cron has one space between fields.
    schedule_expression = "cron(0  2 1 * ? *)"

    # A job name is no pattern.
    job_names = {
      job1 = "*"
      job2 = "two"
      job3 = "three"
      job4 = "four"
      job5 = "five"
      job6 = "six"
      job7 = "seven"
    }

    # A back-off never shortens the wait.
    step_retries = { job1 = { backoff_rate = 0.5 } }
  }

  expect_failures = [var.name_prefix, var.schedule_expression, var.job_names, var.step_retries]
}
