locals {
  # One line for each request, with the field names of the function's log. It has the route, and neither the path
  # nor the query: callers write these, and may have put a token there.
  access_log = {
    request_id          = "$context.requestId"
    trace_id            = "$context.xrayTraceId"
    time                = "$context.requestTimeEpoch"
    caller              = "$context.identity.userArn"
    principal           = "$context.authorizer.principalId"
    source_ip           = "$context.identity.sourceIp"
    user_agent          = "$context.identity.userAgent"
    method              = "$context.httpMethod"
    route               = "$context.resourcePath"
    status              = "$context.status"
    error               = "$context.error.responseType"
    latency             = "$context.responseLatency"
    integration_status  = "$context.integration.status"
    integration_latency = "$context.integration.latency"
    integration_error   = "$context.integration.error"
    response_length     = "$context.responseLength"
  }
}

resource "aws_cloudwatch_log_group" "function" {
  #checkov:skip=CKV_AWS_338:the team chooses the retention in log_retention_days
  name              = "/aws/lambda/${local.name}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn
  tags              = var.tags
}

resource "aws_cloudwatch_log_group" "access" {
  #checkov:skip=CKV_AWS_338:the team chooses the retention in log_retention_days
  name              = "/aws/apigateway/${local.name}/access"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn
  tags              = var.tags
}

resource "aws_cloudwatch_log_group" "execution" {
  #checkov:skip=CKV_AWS_338:the team chooses the retention in log_retention_days
  # The gateway prescribes this name. It would create the group itself, but with no retention.
  name              = "API-Gateway-Execution-Logs_${aws_api_gateway_rest_api.api.id}/${local.stage_name}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn
  tags              = var.tags
}
