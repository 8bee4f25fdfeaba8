output "url" {
  description = "Where the API is reached, without a slash at its end."
  value       = var.domain == null ? aws_api_gateway_stage.api.invoke_url : "https://${var.domain.domain_name}"
}

output "function_name" {
  description = "Name of the Lambda function."
  value       = aws_lambda_function.api.function_name
}

output "function_arn" {
  description = "ARN of the Lambda function."
  value       = aws_lambda_function.api.arn
}

output "rest_api_id" {
  description = "Id of the REST API."
  value       = aws_api_gateway_rest_api.api.id
}

output "stage_name" {
  description = "Name of the stage."
  value       = aws_api_gateway_stage.api.stage_name
}

output "execution_arn" {
  description = "What callers' policies name to allow execute-api:Invoke: this, or this with a method and a path, e.g. \"…/GET/executions\"."
  value       = "${aws_api_gateway_rest_api.api.execution_arn}/${local.stage_name}"
}

output "role_name" {
  description = "Name of the function's role."
  value       = aws_iam_role.api.name
}

output "role_arn" {
  description = "ARN of the function's role."
  value       = aws_iam_role.api.arn
}

output "log_group_names" {
  description = "Names of the log groups: of the function, of the gateway's access log, of the gateway's errors."
  value = {
    function  = aws_cloudwatch_log_group.function.name
    access    = aws_cloudwatch_log_group.access.name
    execution = aws_cloudwatch_log_group.execution.name
  }
}

output "alarm_names" {
  description = "Names of the alarms."
  value = [
    aws_cloudwatch_metric_alarm.server_errors.alarm_name,
    aws_cloudwatch_metric_alarm.latency.alarm_name,
    aws_cloudwatch_metric_alarm.throttles.alarm_name,
    aws_cloudwatch_metric_alarm.errors.alarm_name,
  ]
}

output "domain_target" {
  description = "Where the domain's record must point (an alias, or a CNAME to the name); null without a domain."
  value = var.domain == null ? null : {
    name    = aws_api_gateway_domain_name.api[0].regional_domain_name
    zone_id = aws_api_gateway_domain_name.api[0].regional_zone_id
  }
}
