# They tell whoever `alarm_actions` names, not our topic: the people there are told each outcome already.

locals {
  watched = {
    timed-out         = { machine = aws_sfn_state_machine.refresh, metric = "ExecutionsTimedOut" }
    throttled         = { machine = aws_sfn_state_machine.refresh, metric = "ExecutionThrottled" }
    outcome-failed    = { machine = aws_sfn_state_machine.outcome, metric = "ExecutionsFailed" }
    outcome-timed-out = { machine = aws_sfn_state_machine.outcome, metric = "ExecutionsTimedOut" }
    outcome-throttled = { machine = aws_sfn_state_machine.outcome, metric = "ExecutionThrottled" }
  }

  alarms = merge(
    # Step Functions counts a refusal among the executions that failed, and tells no error with the number.
    # But a refusal, as of a duplicate event of the schedule, is nothing for a pager. So failures are counted
    # by the rule "failed", which matches all but refusals. To subtract refusals from Step Functions' number
    # would not do: where the two fall into different periods, one alarm is false and the next is hidden.
    {
      failed = {
        namespace   = "AWS/Events"
        metric      = "Invocations"
        dimensions  = { RuleName = local.outcomes_rule_names["failed"] }
        description = "Executions of ${local.names.state_machine} that failed, without those that were refused"
      }
    },
    {
      for alarm, watched in local.watched : alarm => {
        namespace   = "AWS/States"
        metric      = watched.metric
        dimensions  = { StateMachineArn = watched.machine.arn }
        description = "${watched.metric} of ${watched.machine.name}"
      }
    },
    {
      for alarm, rule in merge(local.outcomes_rule_names, var.enable_scheduled_execution ? { schedule = local.names.schedule_rule } : {}) :
      "${alarm}-not-delivered" => {
        namespace   = "AWS/Events"
        metric      = "FailedInvocations"
        dimensions  = { RuleName = rule }
        description = "The rule ${rule} fired and its target could not be reached"
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
  treat_missing_data  = "notBreaching" # between refreshes there is nothing to count
  alarm_actions       = var.alarm_actions
  tags                = var.tags
}
