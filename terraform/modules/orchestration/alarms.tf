# They notify `alarm_actions` and not our own topic: its readers already get a mail for each outcome.
# Each description tells the engineer on call what happened and what to do.

locals {
  dashboard = var.refresh_url == null ? "the dashboard" : "the dashboard (${local.refresh_url}/)"

  watched = {
    timed-out = {
      machine     = aws_sfn_state_machine.refresh
      metric      = "ExecutionsTimedOut"
      description = "A refresh of ${local.names.state_machine} did not end within ${local.execution_timeout}. Its Glue runs may still go on. Find it in ${local.dashboard}, end its Glue runs with POST /executions/{name}/stop, then resume it."
    }
    throttled = {
      machine     = aws_sfn_state_machine.refresh
      metric      = "ExecutionThrottled"
      description = "Step Functions throttled state transitions of ${local.names.state_machine}, so refreshes are slower. Find what else uses the account's quota for state transitions, or request a higher quota."
    }
    outcome-failed = {
      machine     = aws_sfn_state_machine.outcome
      metric      = "ExecutionsFailed"
      description = "${local.names.outcome_state_machine} failed, so nobody was notified of how a refresh ended. Find the refresh in ${local.dashboard}, then the reason in the executions of ${local.names.outcome_state_machine}."
    }
    outcome-timed-out = {
      machine     = aws_sfn_state_machine.outcome
      metric      = "ExecutionsTimedOut"
      description = "${local.names.outcome_state_machine} timed out, so nobody was notified of how a refresh ended. Find the refresh in ${local.dashboard}, then the reason in the executions of ${local.names.outcome_state_machine}."
    }
    outcome-throttled = {
      machine     = aws_sfn_state_machine.outcome
      metric      = "ExecutionThrottled"
      description = "Step Functions throttled state transitions of ${local.names.outcome_state_machine}, so notifications come late. Find what else uses the account's quota for state transitions, or request a higher quota."
    }
  }

  # What an event that was not delivered means, by its rule.
  not_delivered = {
    schedule = "a scheduled refresh did not start. Start a refresh through the API or the dashboard"
    ended    = "nobody was notified of a refresh that was stopped or timed out. Find it in ${local.dashboard}"
    failed   = "a refresh failed, maybe without a notification. Find it in ${local.dashboard}"
    refused  = "nobody was notified of a refresh that was refused because another one was running. Find it in ${local.dashboard}"
  }

  alarms = merge(
    # The metric of Step Functions also counts refused executions, and does not show their error. But a refused
    # execution, for example after a duplicate event of the schedule, must not page anybody. So the alarm counts
    # the matches of the rule "failed", which matches every failure except refusals. Subtracting the refusals
    # from the metric is not an option: if the two numbers fall into different periods, one alarm is false and
    # another one is missed.
    {
      failed = {
        namespace   = "AWS/Events"
        metric      = "Invocations"
        dimensions  = { RuleName = local.outcomes_rule_names["failed"] }
        description = "A refresh of ${local.names.state_machine} failed. Find the failed steps and their messages in ${local.dashboard}, fix the cause, then resume the refresh there."
      }
    },
    {
      for alarm, watched in local.watched : alarm => {
        namespace   = "AWS/States"
        metric      = watched.metric
        dimensions  = { StateMachineArn = watched.machine.arn }
        description = watched.description
      }
    },
    {
      for alarm, rule in merge(local.outcomes_rule_names, var.enable_scheduled_execution ? { schedule = local.names.schedule_rule } : {}) :
      "${alarm}-not-delivered" => {
        namespace   = "AWS/Events"
        metric      = "FailedInvocations"
        dimensions  = { RuleName = rule }
        description = "The rule ${rule} matched but could not start its target: ${local.not_delivered[alarm]}. Then check the role of the rule, and the quotas of Step Functions."
      }
    },
  )
}

resource "aws_cloudwatch_metric_alarm" "refresh" {
  for_each = local.alarms

  alarm_name          = "${local.names.state_machine}-${each.key}"
  alarm_description   = each.value.description
  namespace           = each.value.namespace
  metric_name         = each.value.metric
  dimensions          = each.value.dimensions
  statistic           = "Sum"
  comparison_operator = "GreaterThanOrEqualToThreshold"
  threshold           = 1
  period              = 300
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching" # between refreshes there is no data
  alarm_actions       = var.alarm_actions
  tags                = var.tags
}
