# Schedule expressions: wrong ones are refused, and right ones are accepted. For a wrong one, Terraform plans only
# the schedule, which takes a third of the time.
mock_provider "aws" {
  source          = "./tests/aws"
  override_during = plan
}

variables {
  environment   = "test"
  pipeline_file = "./tests/pipelines/two-steps.yaml"
  job_names     = { tables = "tables-job" }
}

run "an_hour_is_below_24" {
  command = plan
  plan_options { target = [aws_cloudwatch_event_rule.schedule] }

  variables {
    schedule_expression = "cron(0 24 1 * ? *)"
  }

  expect_failures = [var.schedule_expression]
}

run "a_day_of_month_is_32_never" {
  command = plan
  plan_options { target = [aws_cloudwatch_event_rule.schedule] }

  variables {
    schedule_expression = "cron(0 2 32 * ? *)"
  }

  expect_failures = [var.schedule_expression]
}

run "a_month_has_a_known_name" {
  command = plan
  plan_options { target = [aws_cloudwatch_event_rule.schedule] }

  variables {
    schedule_expression = "cron(0 2 1 FOO ? *)"
  }

  expect_failures = [var.schedule_expression]
}

run "a_day_of_week_is_no_zero" {
  command = plan
  plan_options { target = [aws_cloudwatch_event_rule.schedule] }

  variables {
    schedule_expression = "cron(0 2 ? * 0 *)"
  }

  expect_failures = [var.schedule_expression]
}

run "a_year_is_1970_at_least" {
  command = plan
  plan_options { target = [aws_cloudwatch_event_rule.schedule] }

  variables {
    schedule_expression = "cron(0 2 1 * ? 1969)"
  }

  expect_failures = [var.schedule_expression]
}

run "a_question_mark_is_for_days" {
  command = plan
  plan_options { target = [aws_cloudwatch_event_rule.schedule] }

  variables {
    schedule_expression = "cron(? 2 1 * ? *)"
  }

  expect_failures = [var.schedule_expression]
}

run "a_rate_of_one_is_singular" {
  command = plan
  plan_options { target = [aws_cloudwatch_event_rule.schedule] }

  variables {
    schedule_expression = "rate(1 days)"
  }

  expect_failures = [var.schedule_expression]
}

run "a_rate_above_one_is_plural" {
  command = plan
  plan_options { target = [aws_cloudwatch_event_rule.schedule] }

  variables {
    schedule_expression = "rate(7 day)"
  }

  expect_failures = [var.schedule_expression]
}

run "a_rate_is_not_zero" {
  command = plan
  plan_options { target = [aws_cloudwatch_event_rule.schedule] }

  variables {
    schedule_expression = "rate(0 days)"
  }

  expect_failures = [var.schedule_expression]
}

run "a_rate_has_a_known_unit" {
  command = plan
  plan_options { target = [aws_cloudwatch_event_rule.schedule] }

  variables {
    schedule_expression = "rate(2 weeks)"
  }

  expect_failures = [var.schedule_expression]
}

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
