locals {
  # One line a request, in the words of the function's own log. The route, and not the path and the query
  # as they were sent: those are the caller's own words, and somebody may have put a token there.
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
  #checkov:skip=CKV_AWS_338:how long logs are kept is the team's to say, in log_retention_days
  name              = "/aws/lambda/${local.name}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn
  tags              = var.tags
}

resource "aws_cloudwatch_log_group" "access" {
  #checkov:skip=CKV_AWS_338:how long logs are kept is the team's to say, in log_retention_days
  name              = "/aws/apigateway/${local.name}/access"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn
  tags              = var.tags
}

resource "aws_cloudwatch_log_group" "execution" {
  #checkov:skip=CKV_AWS_338:how long logs are kept is the team's to say, in log_retention_days
  # The gateway chooses this name, and would make the group itself with no end to its logs.
  name              = "API-Gateway-Execution-Logs_${aws_api_gateway_rest_api.api.id}/${local.stage_name}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn
  tags              = var.tags
}
