resource "aws_cloudwatch_metric_alarm" "server_errors" {
  alarm_name        = "${local.name}-server-errors"
  alarm_description = "${local.name} answers requests with 5xx. Find the reason in the log group /aws/lambda/${local.name}, or, for a 503 with no line there, in that of the authorizer. A 502 or 503 often means that AWS rejects or throttles calls, or is not available."

  namespace           = "AWS/ApiGateway"
  metric_name         = "5XXError"
  dimensions          = { ApiName = aws_api_gateway_rest_api.api.name, Stage = local.stage_name }
  statistic           = "Sum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  # Two of three periods: a single 503, when AWS was unavailable for a moment, must not wake anybody.
  period              = 300
  evaluation_periods  = 3
  datapoints_to_alarm = 2
  treat_missing_data  = "notBreaching"

  alarm_actions = var.alarm_actions
  ok_actions    = var.alarm_actions
  tags          = var.tags
}

resource "aws_cloudwatch_metric_alarm" "latency" {
  alarm_name        = "${local.name}-latency"
  alarm_description = "For 15 minutes, more than one in twenty requests to ${local.name} took longer than ${var.latency_threshold_seconds} s. Find the slow routes by integration_latency in the access log, and check whether Step Functions or Glue are slow or throttle."

  namespace           = "AWS/ApiGateway"
  metric_name         = "Latency"
  dimensions          = { ApiName = aws_api_gateway_rest_api.api.name, Stage = local.stage_name }
  extended_statistic  = "p95"
  comparison_operator = "GreaterThanThreshold"
  threshold           = var.latency_threshold_seconds * 1000
  period              = 300
  evaluation_periods  = 3
  treat_missing_data  = "notBreaching"
  # With few requests, the p95 is the slowest one: a single cold start must not raise the alarm.
  evaluate_low_sample_count_percentiles = "ignore"

  alarm_actions = var.alarm_actions
  ok_actions    = var.alarm_actions
  tags          = var.tags
}

resource "aws_cloudwatch_metric_alarm" "throttles" {
  alarm_name        = "${local.name}-throttles"
  alarm_description = "Lambda throttles ${local.name}, so callers get errors: the concurrency of the function or of the account is used up. Raise reserved_concurrency or the account's quota, or find who sends so many requests in the access log."

  namespace           = "AWS/Lambda"
  metric_name         = "Throttles"
  dimensions          = { FunctionName = aws_lambda_function.api.function_name }
  statistic           = "Sum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  period              = 300
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"

  alarm_actions = var.alarm_actions
  ok_actions    = var.alarm_actions
  tags          = var.tags
}

resource "aws_cloudwatch_metric_alarm" "errors" {
  alarm_name        = "${local.name}-errors"
  alarm_description = "The function ${local.name} crashes or times out. Errors that it answers itself are not counted. Find the reason in the log group /aws/lambda/${local.name}."

  namespace           = "AWS/Lambda"
  metric_name         = "Errors"
  dimensions          = { FunctionName = aws_lambda_function.api.function_name }
  statistic           = "Sum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  period              = 300
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"

  alarm_actions = var.alarm_actions
  ok_actions    = var.alarm_actions
  tags          = var.tags
}

resource "aws_cloudwatch_metric_alarm" "keeper" {
  alarm_name        = "${local.name}-keeper"
  alarm_description = "The function ${local.name}-keeper fails again and again, so executions that nobody looks at may be forgotten after 90 days. Find the reason in the log group /aws/lambda/${local.name}-keeper."

  namespace           = "AWS/Lambda"
  metric_name         = "Errors"
  dimensions          = { FunctionName = aws_lambda_function.keeper.function_name }
  statistic           = "Sum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  # Three of six runs: the next one makes up for a run that failed.
  period              = 300
  evaluation_periods  = 6
  datapoints_to_alarm = 3
  treat_missing_data  = "notBreaching"

  alarm_actions = var.alarm_actions
  ok_actions    = var.alarm_actions
  tags          = var.tags
}
