output "url" {
  description = "URL of the API, without a slash at the end."
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
  description = "With AWS IAM, the resource to which callers' policies allow execute-api:Invoke: this ARN, or this ARN with a method and a path, e.g. \"…/GET/executions\"."
  value       = local.stage_execution_arn
}

output "caller_policies" {
  description = "With AWS IAM, the policies for callers as JSON, by role: viewer and operator. Empty with tokens."
  value       = { for role, policy in data.aws_iam_policy_document.callers : role => policy.json }
}

output "token_secret_arn" {
  description = "ARN of the secret that lists the access tokens. It is created without a value. Null with AWS IAM."
  value       = one(aws_secretsmanager_secret.tokens[*].arn)
}

output "authorizer_function_name" {
  description = "Name of the Lambda function that authenticates callers; null with AWS IAM."
  value       = one(aws_lambda_function.authorizer[*].function_name)
}

output "authorizer_role_name" {
  description = "Name of the authorizer's role; null with AWS IAM."
  value       = one(aws_iam_role.authorizer[*].name)
}

output "keeper_function_name" {
  description = "Name of the Lambda function that records executions."
  value       = aws_lambda_function.keeper.function_name
}

output "keeper_rule_name" {
  description = "Name of the EventBridge rule that calls the keeper."
  value       = aws_cloudwatch_event_rule.keeper.name
}

output "records_table_name" {
  description = "Name of the table with the records of executions."
  value       = aws_dynamodb_table.records.name
}

output "records_table_arn" {
  description = "ARN of the table with the records of executions."
  value       = aws_dynamodb_table.records.arn
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
  description = "Names of the log groups: of the function, of the authorizer (null with AWS IAM), of the keeper, of the gateway's access log, of the gateway's errors."
  value = {
    function   = aws_cloudwatch_log_group.function.name
    authorizer = one(aws_cloudwatch_log_group.authorizer[*].name)
    keeper     = aws_cloudwatch_log_group.keeper.name
    access     = aws_cloudwatch_log_group.access.name
    execution  = aws_cloudwatch_log_group.execution.name
  }
}

output "alarm_names" {
  description = "Names of the alarms."
  value = [
    aws_cloudwatch_metric_alarm.server_errors.alarm_name,
    aws_cloudwatch_metric_alarm.latency.alarm_name,
    aws_cloudwatch_metric_alarm.throttles.alarm_name,
    aws_cloudwatch_metric_alarm.errors.alarm_name,
    aws_cloudwatch_metric_alarm.keeper.alarm_name,
  ]
}

output "domain_target" {
  description = "Target of the domain's record, as an alias or as a CNAME to the name; null without a domain."
  value = var.domain == null ? null : {
    name    = aws_api_gateway_domain_name.api[0].regional_domain_name
    zone_id = aws_api_gateway_domain_name.api[0].regional_zone_id
  }
}
