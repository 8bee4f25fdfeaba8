# No account is asked: AWS is made up, and so are the ARNs that it would give.
mock_provider "aws" {
  source = "./tests/aws"
}

variables {
  environment = "test"
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

# environment, name_prefix

run "an_environment_is_lower_case" {
  command = plan

  variables {
    environment = "Test"
  }

  expect_failures = [var.environment]
}

run "an_environment_begins_with_a_letter" {
  command = plan

  variables {
    environment = "1test"
  }

  expect_failures = [var.environment]
}

run "an_environment_does_not_end_with_a_hyphen" {
  command = plan

  variables {
    environment = "test-"
  }

  expect_failures = [var.environment]
}

run "an_environment_has_twenty_characters_at_most" {
  command = plan

  variables {
    environment = "a23456789012345678901"
  }

  expect_failures = [var.environment]
}

run "a_prefix_has_no_dots" {
  command = plan

  variables {
    name_prefix = "omc.flywheel"
  }

  expect_failures = [var.name_prefix]
}

run "prefix_and_environment_fit_into_names" {
  command = plan

  variables {
    name_prefix = "a23456789012345678901234567890123456789b"
  }

  expect_failures = [var.name_prefix]
}

# schedule_expression

run "a_schedule_is_cron_or_rate" {
  command = plan

  variables {
    schedule_expression = "at(2027-01-01T00:00:00)"
  }

  expect_failures = [var.schedule_expression]
}

run "a_schedule_is_not_a_crontab_line" {
  command = plan

  variables {
    schedule_expression = "0 2 1 * *"
  }

  expect_failures = [var.schedule_expression]
}

run "a_cron_has_six_fields" {
  command = plan

  variables {
    schedule_expression = "cron(0 2 1 * ?)"
  }

  expect_failures = [var.schedule_expression]
}

run "a_cron_has_no_seventh_field" {
  command = plan

  variables {
    schedule_expression = "cron(0 2 1 * ? * *)"
  }

  expect_failures = [var.schedule_expression]
}

run "a_cron_has_one_space_between_fields" {
  command = plan

  variables {
    schedule_expression = "cron(0  2 1 * ? *)"
  }

  expect_failures = [var.schedule_expression]
}

run "a_cron_says_one_of_the_days_only" {
  command = plan

  variables {
    schedule_expression = "cron(0 2 1 * * *)"
  }

  expect_failures = [var.schedule_expression]
}

run "a_cron_says_one_of_the_days" {
  command = plan

  variables {
    schedule_expression = "cron(0 2 ? * ? *)"
  }

  expect_failures = [var.schedule_expression]
}

run "a_minute_is_below_60" {
  command = plan

  variables {
    schedule_expression = "cron(60 2 1 * ? *)"
  }

  expect_failures = [var.schedule_expression]
}

run "an_hour_is_below_24" {
  command = plan

  variables {
    schedule_expression = "cron(0 24 1 * ? *)"
  }

  expect_failures = [var.schedule_expression]
}

run "a_day_of_month_is_32_never" {
  command = plan

  variables {
    schedule_expression = "cron(0 2 32 * ? *)"
  }

  expect_failures = [var.schedule_expression]
}

run "a_month_has_a_known_name" {
  command = plan

  variables {
    schedule_expression = "cron(0 2 1 FOO ? *)"
  }

  expect_failures = [var.schedule_expression]
}

run "a_day_of_week_is_no_zero" {
  command = plan

  variables {
    schedule_expression = "cron(0 2 ? * 0 *)"
  }

  expect_failures = [var.schedule_expression]
}

run "a_year_is_1970_at_least" {
  command = plan

  variables {
    schedule_expression = "cron(0 2 1 * ? 1969)"
  }

  expect_failures = [var.schedule_expression]
}

run "a_question_mark_is_for_days" {
  command = plan

  variables {
    schedule_expression = "cron(? 2 1 * ? *)"
  }

  expect_failures = [var.schedule_expression]
}

run "a_rate_of_one_is_singular" {
  command = plan

  variables {
    schedule_expression = "rate(1 days)"
  }

  expect_failures = [var.schedule_expression]
}

run "a_rate_above_one_is_plural" {
  command = plan

  variables {
    schedule_expression = "rate(7 day)"
  }

  expect_failures = [var.schedule_expression]
}

run "a_rate_is_not_zero" {
  command = plan

  variables {
    schedule_expression = "rate(0 days)"
  }

  expect_failures = [var.schedule_expression]
}

run "a_rate_has_a_known_unit" {
  command = plan

  variables {
    schedule_expression = "rate(2 weeks)"
  }

  expect_failures = [var.schedule_expression]
}

# notification_emails

run "an_email_has_an_at" {
  command = plan

  variables {
    notification_emails = ["oncall@example.com", "oncall.example.com"]
  }

  expect_failures = [var.notification_emails]
}

run "an_email_has_a_domain" {
  command = plan

  variables {
    notification_emails = ["oncall@example"]
  }

  expect_failures = [var.notification_emails]
}

run "an_email_is_one_address" {
  command = plan

  variables {
    notification_emails = ["a@example.com,b@example.com"]
  }

  expect_failures = [var.notification_emails]
}

# job_names, job_arguments

run "no_job_is_missing" {
  command = plan

  variables {
    job_names = {
      job1 = "one"
      job2 = "two"
      job3 = "three"
      job4 = "four"
      job5 = "five"
      job6 = "six"
    }
  }

  expect_failures = [var.job_names]
}

run "no_job_is_unknown" {
  command = plan

  variables {
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
  }

  expect_failures = [var.job_names]
}

run "a_step_is_no_job" {
  command = plan

  variables {
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
  }

  expect_failures = [var.job_names]
}

run "a_job_has_a_name" {
  command = plan

  variables {
    job_names = {
      job1 = ""
      job2 = "two"
      job3 = "three"
      job4 = "four"
      job5 = "five"
      job6 = "six"
      job7 = "seven"
    }
  }

  expect_failures = [var.job_names]
}

run "a_job_name_is_no_pattern" {
  command = plan

  variables {
    job_names = {
      job1 = "*"
      job2 = "two"
      job3 = "three"
      job4 = "four"
      job5 = "five"
      job6 = "six"
      job7 = "seven"
    }
  }

  expect_failures = [var.job_names]
}

run "arguments_are_for_steps_of_the_definition" {
  command = plan

  variables {
    job_arguments = { job3 = { "--A" = "1" } }
  }

  expect_failures = [var.job_arguments]
}

run "an_argument_begins_with_hyphens" {
  command = plan

  variables {
    job_arguments = { job1 = { "SNAPSHOT_DT" = "1" } }
  }

  expect_failures = [var.job_arguments]
}

run "an_argument_is_no_path" {
  command = plan

  variables {
    job_arguments = { job1 = { "--A.$" = "$.x" } }
  }

  expect_failures = [var.job_arguments]
}

# job_timeouts, job_retries, execution_timeout_seconds

run "timeouts_are_for_steps_of_the_definition" {
  command = plan

  variables {
    job_timeouts = { job3 = 60 }
  }

  expect_failures = [var.job_timeouts]
}

run "a_timeout_is_a_second_at_least" {
  command = plan

  variables {
    job_timeouts = { job1 = 0 }
  }

  expect_failures = [var.job_timeouts]
}

run "a_timeout_is_whole_seconds" {
  command = plan

  variables {
    job_timeouts = { job1 = 1.5 }
  }

  expect_failures = [var.job_timeouts]
}

run "a_timeout_is_a_number" {
  command = plan

  variables {
    job_timeouts = { job1 = null }
  }

  expect_failures = [var.job_timeouts]
}

run "retries_are_for_steps_of_the_definition" {
  command = plan

  variables {
    job_retries = { execution = { attempts = 1 } }
  }

  expect_failures = [var.job_retries]
}

run "attempts_are_not_negative" {
  command = plan

  variables {
    job_retries = { job1 = { attempts = -1 } }
  }

  expect_failures = [var.job_retries]
}

run "attempts_are_whole" {
  command = plan

  variables {
    job_retries = { job1 = { attempts = 0.5 } }
  }

  expect_failures = [var.job_retries]
}

run "an_interval_is_a_second_at_least" {
  command = plan

  variables {
    job_retries = { job1 = { interval_seconds = 0 } }
  }

  expect_failures = [var.job_retries]
}

run "a_back_off_never_shortens_the_wait" {
  command = plan

  variables {
    job_retries = { job1 = { backoff_rate = 0.5 } }
  }

  expect_failures = [var.job_retries]
}

run "an_execution_has_a_second_at_least" {
  command = plan

  variables {
    execution_timeout_seconds = 0
  }

  expect_failures = [var.execution_timeout_seconds]
}

run "an_execution_timeout_is_whole_seconds" {
  command = plan

  variables {
    execution_timeout_seconds = 0.5
  }

  expect_failures = [var.execution_timeout_seconds]
}

# definition_file

run "a_definition_is_there" {
  command = plan

  variables {
    definition_file = "./tests/pipelines/none.yaml"
  }

  expect_failures = [var.definition_file]
}

run "a_definition_has_states" {
  command = plan

  variables {
    definition_file = "./tests/pipelines/not-a-pipeline.yaml"
  }

  expect_failures = [var.definition_file]
}

run "a_definition_has_a_value_for_every_placeholder" {
  command = plan

  variables {
    job_names       = {}
    definition_file = "./tests/pipelines/unknown-placeholder.asl.yaml"
  }

  expect_failures = [aws_sfn_state_machine.refresh]
}

# log_level, log_retention_days, kms_key_arn, permissions_boundary, alarm_actions

run "a_log_level_is_known" {
  command = plan

  variables {
    log_level = "INFO"
  }

  expect_failures = [var.log_level]
}

run "a_retention_is_one_that_cloudwatch_knows" {
  command = plan

  variables {
    log_retention_days = 31
  }

  expect_failures = [var.log_retention_days]
}

run "a_key_is_an_arn" {
  command = plan

  variables {
    kms_key_arn = "1234abcd-12ab-34cd-56ef-1234567890ab"
  }

  expect_failures = [var.kms_key_arn]
}

run "a_key_is_no_alias" {
  command = plan

  variables {
    kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:alias/a"
  }

  expect_failures = [var.kms_key_arn]
}

run "a_boundary_is_a_policy" {
  command = plan

  variables {
    permissions_boundary = "arn:aws:iam::123456789012:role/a"
  }

  expect_failures = [var.permissions_boundary]
}

run "an_alarm_tells_an_arn" {
  command = plan

  variables {
    alarm_actions = ["pager"]
  }

  expect_failures = [var.alarm_actions]
}

run "an_alarm_does_not_tell_each_failure_twice" {
  command = plan

  variables {
    alarm_actions = ["arn:aws:sns:eu-west-1:123456789012:omc-flywheel-test-notifications"]
  }

  expect_failures = [var.alarm_actions]
}

# What is right is taken.

run "a_right_schedule_is_taken_1" {
  command = plan

  variables {
    enable_scheduled_execution = true
    schedule_expression        = "cron(0 2 1 * ? *)"
  }

  assert {
    condition     = aws_cloudwatch_event_rule.schedule[0].schedule_expression == "cron(0 2 1 * ? *)"
    error_message = "The schedule is not as given."
  }
}

run "a_right_schedule_is_taken_2" {
  command = plan

  variables {
    enable_scheduled_execution = true
    schedule_expression        = "cron(0/15 8-17 ? * MON-FRI *)"
  }

  assert {
    condition     = aws_cloudwatch_event_rule.schedule[0].schedule_expression == "cron(0/15 8-17 ? * MON-FRI *)"
    error_message = "The schedule is not as given."
  }
}

run "a_right_schedule_is_taken_3" {
  command = plan

  variables {
    enable_scheduled_execution = true
    schedule_expression        = "cron(0 2 L * ? 2027-2030)"
  }

  assert {
    condition     = aws_cloudwatch_event_rule.schedule[0].schedule_expression == "cron(0 2 L * ? 2027-2030)"
    error_message = "The schedule is not as given."
  }
}

run "a_right_schedule_is_taken_4" {
  command = plan

  variables {
    enable_scheduled_execution = true
    schedule_expression        = "cron(5,35 */6 15W JAN,JUL ? *)"
  }

  assert {
    condition     = aws_cloudwatch_event_rule.schedule[0].schedule_expression == "cron(5,35 */6 15W JAN,JUL ? *)"
    error_message = "The schedule is not as given."
  }
}

run "a_right_schedule_is_taken_5" {
  command = plan

  variables {
    enable_scheduled_execution = true
    schedule_expression        = "cron(0 10 ? * 6#3 *)"
  }

  assert {
    condition     = aws_cloudwatch_event_rule.schedule[0].schedule_expression == "cron(0 10 ? * 6#3 *)"
    error_message = "The schedule is not as given."
  }
}

run "a_right_schedule_is_taken_6" {
  command = plan

  variables {
    enable_scheduled_execution = true
    schedule_expression        = "cron(0 10 ? * 6L *)"
  }

  assert {
    condition     = aws_cloudwatch_event_rule.schedule[0].schedule_expression == "cron(0 10 ? * 6L *)"
    error_message = "The schedule is not as given."
  }
}

run "a_right_schedule_is_taken_7" {
  command = plan

  variables {
    enable_scheduled_execution = true
    schedule_expression        = "rate(1 day)"
  }

  assert {
    condition     = aws_cloudwatch_event_rule.schedule[0].schedule_expression == "rate(1 day)"
    error_message = "The schedule is not as given."
  }
}

run "a_right_schedule_is_taken_8" {
  command = plan

  variables {
    enable_scheduled_execution = true
    schedule_expression        = "rate(12 hours)"
  }

  assert {
    condition     = aws_cloudwatch_event_rule.schedule[0].schedule_expression == "rate(12 hours)"
    error_message = "The schedule is not as given."
  }
}
