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

run "names_have_the_prefix_and_the_environment" {
  command = plan

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
    condition     = aws_cloudwatch_event_rule.schedule[0].name == "acme-test-db-refresh-schedule" && [for rule in aws_cloudwatch_event_rule.outcomes : rule.name] == [for outcome in ["ended", "failed", "refused"] : "acme-test-db-refresh-${outcome}"]
    error_message = "The rules are ${aws_cloudwatch_event_rule.schedule[0].name}, ${join(", ", [for rule in aws_cloudwatch_event_rule.outcomes : rule.name])}."
  }

  assert {
    condition     = aws_sfn_state_machine.outcome.name == "acme-test-db-refresh-outcome" && aws_cloudwatch_log_group.outcomes.name == "/aws/vendedlogs/states/acme-test-db-refresh-outcome" && aws_iam_role.outcome.name == "acme-test-outcome" && aws_iam_role.outcome_events.name == "acme-test-outcome-events"
    error_message = "The outcome machine and its resources are ${aws_sfn_state_machine.outcome.name}, ${aws_cloudwatch_log_group.outcomes.name}, ${aws_iam_role.outcome.name}, ${aws_iam_role.outcome_events.name}."
  }

  assert {
    condition     = aws_kms_alias.notifications[0].name == "alias/acme-test-notifications"
    error_message = "The key's alias is ${aws_kms_alias.notifications[0].name}."
  }
}

run "without_more" {
  command = plan

  # There is no schedule, and nobody gets mails.
  assert {
    condition     = length(aws_cloudwatch_event_rule.schedule) + length(aws_cloudwatch_event_target.schedule) + length(aws_iam_role.eventbridge) + length(aws_iam_role_policy.eventbridge) == 0
    error_message = "There is a resource for a schedule, but no schedule."
  }

  assert {
    condition     = length(aws_sns_topic_subscription.email) == 0
    error_message = "Somebody gets mails."
  }

  assert {
    condition     = output.eventbridge_rule_arn == null && output.eventbridge_rule_name == null
    error_message = "The outputs name a schedule, but there is none."
  }

  assert {
    condition = {
      for name, alarm in aws_cloudwatch_metric_alarm.refresh : name => "${alarm.metric_name} ${one(values(alarm.dimensions))}"
      } == {
      failed                = "Invocations omc-flywheel-test-db-refresh-failed"
      timed-out             = "ExecutionsTimedOut ${aws_sfn_state_machine.refresh.arn}"
      throttled             = "ExecutionThrottled ${aws_sfn_state_machine.refresh.arn}"
      outcome-failed        = "ExecutionsFailed ${aws_sfn_state_machine.outcome.arn}"
      outcome-timed-out     = "ExecutionsTimedOut ${aws_sfn_state_machine.outcome.arn}"
      outcome-throttled     = "ExecutionThrottled ${aws_sfn_state_machine.outcome.arn}"
      ended-not-delivered   = "FailedInvocations omc-flywheel-test-db-refresh-ended"
      failed-not-delivered  = "FailedInvocations omc-flywheel-test-db-refresh-failed"
      refused-not-delivered = "FailedInvocations omc-flywheel-test-db-refresh-refused"
    }
    error_message = "The alarms are ${jsonencode({ for name, alarm in aws_cloudwatch_metric_alarm.refresh : name => "${alarm.metric_name} ${one(values(alarm.dimensions))}" })}."
  }

  # The topic is encrypted with a key of its own.
  assert {
    condition     = aws_sns_topic.notifications.kms_master_key_id == aws_kms_key.notifications[0].arn && aws_kms_key.notifications[0].enable_key_rotation
    error_message = "The topic's key is ${aws_sns_topic.notifications.kms_master_key_id}."
  }

  # Executions of both state machines are logged and traced.
  assert {
    condition = alltrue([
      for logging, group in {
        (one(aws_sfn_state_machine.refresh.logging_configuration).log_destination) = aws_cloudwatch_log_group.executions
        (one(aws_sfn_state_machine.outcome.logging_configuration).log_destination) = aws_cloudwatch_log_group.outcomes
      } : logging == "${group.arn}:*" && group.retention_in_days == 365
    ])
    error_message = "The logs are not as described."
  }

  assert {
    condition = alltrue([
      for machine in [aws_sfn_state_machine.refresh, aws_sfn_state_machine.outcome] :
      one(machine.logging_configuration).level == "ALL" && one(machine.logging_configuration).include_execution_data && one(machine.tracing_configuration).enabled
    ])
    error_message = "The logging is not as described, or X-Ray is off."
  }

  # The rules start the outcome machine for what the refresh cannot publish. The alarm counts the matches of "failed".
  assert {
    condition = { for outcome, rule in aws_cloudwatch_event_rule.outcomes : outcome => jsondecode(rule.event_pattern).detail } == {
      ended = {
        stateMachineArn = ["arn:aws:states:eu-west-1:123456789012:stateMachine:omc-flywheel-test-db-refresh"]
        status          = ["ABORTED", "TIMED_OUT"]
      }
      failed = {
        stateMachineArn = ["arn:aws:states:eu-west-1:123456789012:stateMachine:omc-flywheel-test-db-refresh"]
        status          = ["FAILED"]
        "$or" = [
          { error = [{ "anything-but" = ["RefreshAlreadyRunning"] }] },
          { error = [{ exists = false }] },
          { error = [null] },
        ]
      }
      refused = {
        stateMachineArn = ["arn:aws:states:eu-west-1:123456789012:stateMachine:omc-flywheel-test-db-refresh"]
        status          = ["FAILED"]
        error           = ["RefreshAlreadyRunning"]
      }
    }
    error_message = "The rules are for ${jsonencode({ for outcome, rule in aws_cloudwatch_event_rule.outcomes : outcome => jsondecode(rule.event_pattern).detail })}."
  }

  assert {
    condition = alltrue([
      for rule in aws_cloudwatch_event_rule.outcomes :
      jsondecode(rule.event_pattern).source == ["aws.states"] && jsondecode(rule.event_pattern)["detail-type"] == ["Step Functions Execution Status Change"]
    ])
    error_message = "A rule is for other events."
  }

  # The unchanged event, because EventBridge does not escape values in an input template.
  assert {
    condition = alltrue([
      for outcome, target in aws_cloudwatch_event_target.outcomes :
      target.rule == aws_cloudwatch_event_rule.outcomes[outcome].name && target.arn == aws_sfn_state_machine.outcome.arn && target.role_arn == aws_iam_role.outcome_events.arn && length(target.input_transformer) == 0 && target.input == null
    ])
    error_message = "The rules start ${join(", ", [for target in aws_cloudwatch_event_target.outcomes : target.arn])}."
  }
}

run "on_a_schedule_the_start_says_who_and_why" {
  command = plan

  variables {
    enable_scheduled_execution = true
  }

  assert {
    condition     = aws_cloudwatch_event_rule.schedule[0].schedule_expression == "cron(0 2 1 * ? *)" && aws_cloudwatch_event_rule.schedule[0].state == "ENABLED"
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
    condition     = length([for alarm in aws_cloudwatch_metric_alarm.refresh : alarm if alarm.metric_name == "FailedInvocations"]) == 4
    error_message = "No alarm watches a schedule that cannot start the refresh."
  }

  # It may start this state machine and nothing else.
  assert {
    condition     = one(data.aws_iam_policy_document.eventbridge.statement).actions == toset(["states:StartExecution"])
    error_message = "The schedule may do something else."
  }

  assert {
    condition     = one(data.aws_iam_policy_document.eventbridge.statement).resources == toset(["arn:aws:states:eu-west-1:123456789012:stateMachine:omc-flywheel-test-db-refresh"])
    error_message = "The schedule may start something else."
  }

  assert {
    condition = jsonencode({
      for condition in one(data.aws_iam_policy_document.trust["eventbridge"].statement).condition : condition.variable => one(condition.values)
      }) == jsonencode({
      "aws:SourceAccount" = "123456789012"
      "aws:SourceArn"     = "arn:aws:events:eu-west-1:123456789012:rule/omc-flywheel-test-db-refresh-schedule"
    })
    error_message = "The schedule's role trusts others."
  }

  assert {
    condition     = one(one(data.aws_iam_policy_document.trust["eventbridge"].statement).principals).identifiers == toset(["events.amazonaws.com"])
    error_message = "The schedule's role trusts another service."
  }

  assert {
    condition     = aws_iam_role_policy.eventbridge[0].policy == data.aws_iam_policy_document.eventbridge.json && aws_iam_role.eventbridge[0].assume_role_policy == data.aws_iam_policy_document.trust["eventbridge"].json
    error_message = "The schedule's role has another policy."
  }
}
