# No account is asked: AWS is made up, and so are the ARNs that it would give.
mock_provider "aws" {
  source = "./tests/aws"
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

run "names_have_the_prefix_and_the_environment" {
  variables {
    name_prefix                = "acme"
    enable_scheduled_execution = true
  }

  assert {
    condition     = aws_sfn_state_machine.refresh.name == "acme-test-db-refresh"
    error_message = "The state machine is ${aws_sfn_state_machine.refresh.name}."
  }

  assert {
    condition     = aws_sns_topic.notifications.name == "acme-test-notifications"
    error_message = "The topic is ${aws_sns_topic.notifications.name}."
  }

  assert {
    condition     = aws_cloudwatch_log_group.executions.name == "/aws/vendedlogs/states/acme-test-db-refresh"
    error_message = "The log group is ${aws_cloudwatch_log_group.executions.name}."
  }

  assert {
    condition     = aws_iam_role.step_functions.name == "acme-test-step-functions" && aws_iam_role.eventbridge[0].name == "acme-test-eventbridge"
    error_message = "The roles are ${aws_iam_role.step_functions.name}, ${aws_iam_role.eventbridge[0].name}."
  }

  assert {
    condition     = aws_cloudwatch_event_rule.schedule[0].name == "acme-test-db-refresh-schedule" && [for rule in aws_cloudwatch_event_rule.outcomes : rule.name] == ["acme-test-db-refresh-ended", "acme-test-db-refresh-refused"]
    error_message = "The rules are ${aws_cloudwatch_event_rule.schedule[0].name}, ${join(", ", [for rule in aws_cloudwatch_event_rule.outcomes : rule.name])}."
  }

  assert {
    condition     = aws_kms_alias.notifications[0].name == "alias/acme-test-notifications"
    error_message = "The key's alias is ${aws_kms_alias.notifications[0].name}."
  }
}

run "without_more" {
  # It is not scheduled and nobody is mailed.
  assert {
    condition     = length(aws_cloudwatch_event_rule.schedule) + length(aws_cloudwatch_event_target.schedule) + length(aws_iam_role.eventbridge) + length(aws_iam_role_policy.eventbridge) == 0
    error_message = "Something is made for a schedule that there is not."
  }

  assert {
    condition     = length(aws_sns_topic_subscription.email) == 0
    error_message = "Somebody is mailed."
  }

  assert {
    condition     = output.eventbridge_rule_arn == null && output.eventbridge_rule_name == null
    error_message = "The outputs name a schedule that there is not."
  }

  assert {
    condition     = toset([for alarm in aws_cloudwatch_metric_alarm.refresh : alarm.metric_name]) == toset(["ExecutionsFailed", "ExecutionsTimedOut", "ExecutionThrottled", "FailedInvocations"])
    error_message = "The alarms watch ${join(", ", [for alarm in aws_cloudwatch_metric_alarm.refresh : alarm.metric_name])}."
  }

  assert {
    condition     = length(aws_cloudwatch_metric_alarm.refresh) == 5
    error_message = "There are ${length(aws_cloudwatch_metric_alarm.refresh)} alarms."
  }

  # The topic is encrypted with a key of its own.
  assert {
    condition     = aws_sns_topic.notifications.kms_master_key_id == aws_kms_key.notifications[0].arn && aws_kms_key.notifications[0].enable_key_rotation
    error_message = "The topic's key is ${aws_sns_topic.notifications.kms_master_key_id}."
  }

  # Executions are logged and traced.
  assert {
    condition     = one(aws_sfn_state_machine.refresh.logging_configuration).level == "ALL" && one(aws_sfn_state_machine.refresh.logging_configuration).include_execution_data && one(aws_sfn_state_machine.refresh.logging_configuration).log_destination == "${aws_cloudwatch_log_group.executions.arn}:*"
    error_message = "The logging is not as described."
  }

  assert {
    condition     = one(aws_sfn_state_machine.refresh.tracing_configuration).enabled
    error_message = "X-Ray is off."
  }

  assert {
    condition     = aws_cloudwatch_log_group.executions.retention_in_days == 365
    error_message = "Logs are kept ${aws_cloudwatch_log_group.executions.retention_in_days} days."
  }

  # What the machine cannot tell is told by the rules.
  assert {
    condition = jsondecode(aws_cloudwatch_event_rule.outcomes["ended"].event_pattern) == {
      source        = ["aws.states"]
      "detail-type" = ["Step Functions Execution Status Change"]
      detail = {
        stateMachineArn = ["arn:aws:states:eu-west-1:123456789012:stateMachine:omc-flywheel-test-db-refresh"]
        "$or" = [
          { status = ["ABORTED", "TIMED_OUT"] },
          { status = ["FAILED"], error = [{ "anything-but" = ["RefreshFailed", "RefreshAlreadyRunning"] }] },
          { status = ["FAILED"], error = [{ exists = false }] },
          { status = ["FAILED"], error = [null] },
        ]
      }
    }
    error_message = "The rule is for ${aws_cloudwatch_event_rule.outcomes["ended"].event_pattern}."
  }

  assert {
    condition = jsondecode(aws_cloudwatch_event_rule.outcomes["refused"].event_pattern) == {
      source        = ["aws.states"]
      "detail-type" = ["Step Functions Execution Status Change"]
      detail = {
        stateMachineArn = ["arn:aws:states:eu-west-1:123456789012:stateMachine:omc-flywheel-test-db-refresh"]
        status          = ["FAILED"]
        error           = ["RefreshAlreadyRunning"]
      }
    }
    error_message = "The rule is for ${aws_cloudwatch_event_rule.outcomes["refused"].event_pattern}."
  }

  assert {
    condition = alltrue([
      for outcome, target in aws_cloudwatch_event_target.outcomes :
      target.rule == aws_cloudwatch_event_rule.outcomes[outcome].name && target.arn == aws_sns_topic.notifications.arn && target.role_arn == null
    ])
    error_message = "The rules tell ${join(", ", [for target in aws_cloudwatch_event_target.outcomes : target.arn])}."
  }

  # EventBridge takes lines in quotes, and every <variable> has its path.
  assert {
    condition = alltrue(flatten([
      for target in aws_cloudwatch_event_target.outcomes : [
        for line in split("\n", one(target.input_transformer).input_template) : can(regex("^\"[^\"\\\\]*\"$", line))
      ]
    ]))
    error_message = "A message has a line that is not quoted."
  }

  assert {
    condition = alltrue([
      for target in aws_cloudwatch_event_target.outcomes :
      toset(flatten(regexall("<(\\w+)>", one(target.input_transformer).input_template))) == toset(keys(one(target.input_transformer).input_paths))
    ])
    error_message = "A message and its paths do not fit."
  }

  assert {
    condition     = !strcontains(one(aws_cloudwatch_event_target.outcomes["refused"].input_transformer).input_template, "resume")
    error_message = "What was refused is offered to be resumed."
  }
}

run "on_a_schedule_the_start_says_who_and_why" {
  variables {
    enable_scheduled_execution = true
  }

  assert {
    condition     = aws_cloudwatch_event_rule.schedule[0].schedule_expression == "cron(0 2 1 * ? *)"
    error_message = "The schedule is ${aws_cloudwatch_event_rule.schedule[0].schedule_expression}."
  }

  assert {
    condition = jsondecode(aws_cloudwatch_event_target.schedule[0].input) == {
      trigger      = "schedule"
      requested_by = "schedule:omc-flywheel-test-db-refresh-schedule"
      reason       = "scheduled by cron(0 2 1 * ? *)"
    }
    error_message = "The input is ${aws_cloudwatch_event_target.schedule[0].input}."
  }

  assert {
    condition     = aws_cloudwatch_event_target.schedule[0].arn == aws_sfn_state_machine.refresh.arn && aws_cloudwatch_event_target.schedule[0].role_arn == aws_iam_role.eventbridge[0].arn
    error_message = "The schedule starts ${aws_cloudwatch_event_target.schedule[0].arn} as ${aws_cloudwatch_event_target.schedule[0].role_arn}."
  }

  assert {
    condition     = output.eventbridge_rule_arn == aws_cloudwatch_event_rule.schedule[0].arn && output.eventbridge_rule_name == "omc-flywheel-test-db-refresh-schedule"
    error_message = "The outputs do not name the schedule."
  }

  assert {
    condition     = length([for alarm in aws_cloudwatch_metric_alarm.refresh : alarm if alarm.metric_name == "FailedInvocations"]) == 3
    error_message = "A schedule that does not start is not noticed."
  }
}

run "each_email_is_subscribed_once" {
  variables {
    notification_emails = ["a@example.com", "b@example.com", "a@example.com"]
  }

  assert {
    condition     = toset([for subscription in aws_sns_topic_subscription.email : "${subscription.protocol} ${subscription.endpoint}"]) == toset(["email a@example.com", "email b@example.com"]) && length(aws_sns_topic_subscription.email) == 2
    error_message = "Subscribed are ${join(", ", keys(aws_sns_topic_subscription.email))}."
  }
}

run "a_key_that_is_given_is_used_and_none_made" {
  variables {
    kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/given"
  }

  assert {
    condition     = aws_sns_topic.notifications.kms_master_key_id == var.kms_key_arn && output.kms_key_arn == var.kms_key_arn
    error_message = "The topic's key is ${aws_sns_topic.notifications.kms_master_key_id}."
  }

  assert {
    condition     = length(aws_kms_key.notifications) + length(aws_kms_alias.notifications) == 0
    error_message = "A key is made besides."
  }

  assert {
    condition     = one([for statement in data.aws_iam_policy_document.step_functions.statement : one(statement.resources) if statement.sid == "EncryptNotifications"]) == var.kms_key_arn
    error_message = "The state machine may not use the key."
  }
}

run "what_operations_ask_for_is_done" {
  variables {
    enable_scheduled_execution = true
    log_level                  = "ERROR"
    include_execution_data     = false
    log_retention_days         = 30
    permissions_boundary       = "arn:aws:iam::123456789012:policy/boundary"
    alarm_actions              = ["arn:aws:sns:eu-west-1:123456789012:pager"]
    tags                       = { team = "data" }
  }

  assert {
    condition     = one(aws_sfn_state_machine.refresh.logging_configuration).level == "ERROR" && !one(aws_sfn_state_machine.refresh.logging_configuration).include_execution_data && aws_cloudwatch_log_group.executions.retention_in_days == 30
    error_message = "The logging is not as given."
  }

  assert {
    condition     = aws_iam_role.step_functions.permissions_boundary == var.permissions_boundary && aws_iam_role.eventbridge[0].permissions_boundary == var.permissions_boundary
    error_message = "A role is without its boundary."
  }

  assert {
    condition     = alltrue([for alarm in aws_cloudwatch_metric_alarm.refresh : alarm.alarm_actions == toset(var.alarm_actions)])
    error_message = "An alarm tells nobody."
  }

  assert {
    condition = alltrue([for tagged in concat(
      [aws_sfn_state_machine.refresh.tags, aws_sns_topic.notifications.tags, aws_cloudwatch_log_group.executions.tags],
      [aws_kms_key.notifications[0].tags, aws_iam_role.step_functions.tags, aws_iam_role.eventbridge[0].tags],
      [aws_cloudwatch_event_rule.schedule[0].tags],
      [for rule in aws_cloudwatch_event_rule.outcomes : rule.tags],
      [for alarm in aws_cloudwatch_metric_alarm.refresh : alarm.tags],
    ) : tagged == tomap(var.tags)])
    error_message = "Something is without its tags."
  }
}
