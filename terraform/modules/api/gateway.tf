locals {
  stage_execution_arn = "${aws_api_gateway_rest_api.api.execution_arn}/${local.stage_name}"
}

resource "aws_api_gateway_rest_api" "api" {
  name        = local.name
  description = "The API of ${var.state_machine_arn}"
  body        = local.body

  # With a domain, callers must not bypass its protection through the gateway's own name.
  disable_execute_api_endpoint = var.domain != null

  # Not a resource of its own, because each new body would remove that policy until the next apply.
  policy = one(data.aws_iam_policy_document.sources[*].json)

  endpoint_configuration {
    types = ["REGIONAL"]
  }

  tags = var.tags

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_api_gateway_deployment" "api" {
  rest_api_id = aws_api_gateway_rest_api.api.id

  # A deployment is a snapshot of the API. Without a new one, changes have no effect.
  triggers = {
    body   = sha256(local.body)
    policy = sha256(coalesce(one(data.aws_iam_policy_document.sources[*].json), "none"))
    # Switching the gateway's own name off takes effect with the next deployment.
    domain = var.domain != null
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_api_gateway_stage" "api" {
  #checkov:skip=CKV_AWS_120:answers differ by caller and must be fresh; the function caches what never changes
  #checkov:skip=CKV2_AWS_29:callers are authenticated and throttled; a firewall belongs to the account
  #checkov:skip=CKV2_AWS_51:the gateway calls the function through IAM, so there is no backend to show a certificate to
  rest_api_id          = aws_api_gateway_rest_api.api.id
  deployment_id        = aws_api_gateway_deployment.api.id
  stage_name           = local.stage_name
  xray_tracing_enabled = true

  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.access.arn
    format          = jsonencode(local.access_log)
  }

  tags = var.tags

  # Without the role, the gateway refuses log settings. Without the log group, it creates one with no retention.
  depends_on = [
    aws_api_gateway_account.logging,
    aws_cloudwatch_log_group.execution,
  ]
}

resource "aws_api_gateway_method_settings" "all" {
  #checkov:skip=CKV_AWS_225:answers differ by caller and must be fresh; the function caches what never changes
  rest_api_id = aws_api_gateway_rest_api.api.id
  stage_name  = aws_api_gateway_stage.api.stage_name
  method_path = "*/*"

  settings {
    metrics_enabled        = true
    logging_level          = "ERROR"
    data_trace_enabled     = false # bodies may name people and snapshots, so they are not logged
    throttling_rate_limit  = var.throttle_rate
    throttling_burst_limit = var.throttle_burst
  }
}

# Limits for the methods that change something. People and their scripts call these, and not dashboards that
# poll. A stop has the limits of a GET instead: all callers share a limit, even those who are refused, and a stop
# must not wait for them.
resource "aws_api_gateway_method_settings" "writes" {
  #checkov:skip=CKV_AWS_225:answers differ by caller and must be fresh; the function caches what never changes
  for_each = merge([
    for path, methods in local.methods : {
      # In the form of the gateway: "~1executions~1{name}~1resume/POST".
      for method in methods : "${method} ${path}" => "${replace(path, "/", "~1")}/${method}" if !contains(["GET", "HEAD"], method) && !endswith(path, "/stop")
    }
  ]...)

  rest_api_id = aws_api_gateway_rest_api.api.id
  stage_name  = aws_api_gateway_stage.api.stage_name
  method_path = each.value

  settings {
    metrics_enabled        = true
    logging_level          = "ERROR"
    data_trace_enabled     = false
    throttling_rate_limit  = var.write_throttle_rate
    throttling_burst_limit = var.write_throttle_burst
  }

  # The settings for all methods would overwrite these if they were applied later.
  lifecycle {
    replace_triggered_by = [aws_api_gateway_method_settings.all]
  }
}
