# They tell whoever `alarm_actions` names, not our topic: the people there are told each outcome already.

locals {
  alarms = merge(
    {
      for alarm, metric in {
        failed    = "ExecutionsFailed"
        timed-out = "ExecutionsTimedOut"
        throttled = "ExecutionThrottled"
        } : alarm => {
        namespace   = "AWS/States"
        metric      = metric
        dimensions  = { StateMachineArn = aws_sfn_state_machine.refresh.arn }
        description = "Executions of ${local.names.state_machine}: ${alarm}"
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
