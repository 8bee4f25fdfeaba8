# The module with the settings for logs, keys and alarms, and with those of its first users.
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

# The first users of the module gave these values, and the names of the environment and of the jobs.
run "the_usage_block_of_the_first_users_applies_unchanged" {
  command = plan

  variables {
    job_arguments = {
      job1  = { "--SNAPSHOT_DT" = "_NONE_" }
      job2  = { "--SNAPSHOT_DT" = "_NONE_" }
      job3a = { "--DATABASE" = "clean", "--S3_ROOT" = "s3://bucket/addressable_ids/", "--TABLE_PREFIX" = "part_", "--MAX_COLS" = "100" }
      job3b = { "--DATABASE" = "clean", "--S3_ROOT" = "s3://bucket/infobase_attributes/", "--TABLE_PREFIX" = "part_", "--MAX_COLS" = "100" }
    }
    enable_scheduled_execution = true
    schedule_expression        = "cron(30 4 ? * MON *)"
    notification_emails        = ["a@example.com", "b@example.com", "a@example.com"]
  }

  # The four outputs that they use still name the same resources.
  assert {
    condition = {
      step_functions_state_machine_arn  = output.step_functions_state_machine_arn
      step_functions_state_machine_name = output.step_functions_state_machine_name
      sns_topic_arn                     = output.sns_topic_arn
      eventbridge_rule_arn              = output.eventbridge_rule_arn
      } == {
      step_functions_state_machine_arn  = aws_sfn_state_machine.refresh.arn
      step_functions_state_machine_name = "omc-flywheel-test-db-refresh"
      sns_topic_arn                     = aws_sns_topic.notifications.arn
      eventbridge_rule_arn              = aws_cloudwatch_event_rule.schedule[0].arn
    }
    error_message = "The outputs name something else."
  }

  assert {
    condition = (
      { for key, arguments in jsondecode(aws_sfn_state_machine.refresh.definition).States["Read input"].Parameters.defaults : key => jsonencode(arguments) } ==
      { for key in ["job1", "job2", "job3a", "job3b", "job4", "job5", "job6", "job7"] : key => jsonencode(lookup(var.job_arguments, key, {})) }
    )
    error_message = "The default arguments are others."
  }

  assert {
    condition     = aws_cloudwatch_event_rule.schedule[0].schedule_expression == "cron(30 4 ? * MON *)"
    error_message = "The schedule is ${aws_cloudwatch_event_rule.schedule[0].schedule_expression}."
  }

  # Each address is subscribed once.
  assert {
    condition     = toset([for subscription in aws_sns_topic_subscription.email : "${subscription.protocol} ${subscription.endpoint}"]) == toset(["email a@example.com", "email b@example.com"]) && length(aws_sns_topic_subscription.email) == 2
    error_message = "Subscribed are ${join(", ", keys(aws_sns_topic_subscription.email))}."
  }
}

run "a_key_that_is_given_is_used_and_none_made" {
  command = plan

  variables {
    kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/given"
  }

  assert {
    condition     = aws_sns_topic.notifications.kms_master_key_id == var.kms_key_arn && output.kms_key_arn == var.kms_key_arn
    error_message = "The topic's key is ${aws_sns_topic.notifications.kms_master_key_id}."
  }

  assert {
    condition     = length(aws_kms_key.notifications) + length(aws_kms_alias.notifications) == 0
    error_message = "A second key is created."
  }

  assert {
    condition     = alltrue([for document in [data.aws_iam_policy_document.step_functions, data.aws_iam_policy_document.outcome] : one([for statement in document.statement : one(statement.resources) if statement.sid == "EncryptNotifications"]) == var.kms_key_arn])
    error_message = "A state machine may not use the key."
  }
}

run "what_operations_ask_for_is_done" {
  command = plan

  variables {
    enable_scheduled_execution = true
    schedule_initially_enabled = false
    log_level                  = "ERROR"
    include_execution_data     = false
    log_retention_days         = 30
    permissions_boundary       = "arn:aws:iam::123456789012:policy/boundary"
    alarm_actions              = ["arn:aws:sns:eu-west-1:123456789012:pager"]
    tags                       = { team = "data" }
  }

  assert {
    condition     = aws_cloudwatch_event_rule.schedule[0].state == "DISABLED"
    error_message = "The schedule is ${aws_cloudwatch_event_rule.schedule[0].state}."
  }

  assert {
    condition     = alltrue([for machine in [aws_sfn_state_machine.refresh, aws_sfn_state_machine.outcome] : one(machine.logging_configuration).level == "ERROR" && !one(machine.logging_configuration).include_execution_data]) && aws_cloudwatch_log_group.executions.retention_in_days == 30 && aws_cloudwatch_log_group.outcomes.retention_in_days == 30
    error_message = "The logging is not as given."
  }

  assert {
    condition     = alltrue([for role in [aws_iam_role.step_functions, aws_iam_role.eventbridge[0], aws_iam_role.outcome, aws_iam_role.outcome_events] : role.permissions_boundary == var.permissions_boundary])
    error_message = "A role has no permissions boundary."
  }

  assert {
    condition     = alltrue([for alarm in aws_cloudwatch_metric_alarm.refresh : alarm.alarm_actions == toset(var.alarm_actions)])
    error_message = "An alarm notifies nobody."
  }

  assert {
    condition = alltrue([for tagged in concat(
      [aws_sfn_state_machine.refresh.tags, aws_sns_topic.notifications.tags, aws_cloudwatch_log_group.executions.tags],
      [aws_kms_key.notifications[0].tags, aws_iam_role.step_functions.tags, aws_iam_role.eventbridge[0].tags],
      [aws_cloudwatch_event_rule.schedule[0].tags],
      [aws_sfn_state_machine.outcome.tags, aws_cloudwatch_log_group.outcomes.tags, aws_iam_role.outcome.tags, aws_iam_role.outcome_events.tags],
      [for rule in aws_cloudwatch_event_rule.outcomes : rule.tags],
      [for alarm in aws_cloudwatch_metric_alarm.refresh : alarm.tags],
    ) : tagged == tomap(var.tags)])
    error_message = "A resource has no tags."
  }
}
