locals {
  stage_execution_arn = "${aws_api_gateway_rest_api.api.execution_arn}/${local.stage_name}"
}

resource "aws_api_gateway_rest_api" "api" {
  name        = local.name
  description = "The API of ${var.state_machine_arn}"
  body        = local.body

  # With a domain there is one way in: what guards the domain cannot be passed by the gateway's own name.
  disable_execute_api_endpoint = var.domain != null

  # Not a resource of its own: every new body would take it away until the next apply.
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

  # A deployment is a picture of the API; without a new one, changes reach nobody.
  triggers = {
    body   = sha256(local.body)
    policy = sha256(coalesce(one(data.aws_iam_policy_document.sources[*].json), "none"))
    # It takes a deployment to become true.
    domain = var.domain != null
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_api_gateway_stage" "api" {
  #checkov:skip=CKV_AWS_120:answers differ by caller and must be fresh; the function keeps what never changes
  #checkov:skip=CKV2_AWS_29:callers are known and are throttled; a firewall is the account's to add
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

  # Without the role the gateway takes no log settings; without the log group it makes one, for ever.
  depends_on = [
    aws_api_gateway_account.logging,
    aws_cloudwatch_log_group.execution,
  ]
}

resource "aws_api_gateway_method_settings" "all" {
  #checkov:skip=CKV_AWS_225:answers differ by caller and must be fresh; the function keeps what never changes
  rest_api_id = aws_api_gateway_rest_api.api.id
  stage_name  = aws_api_gateway_stage.api.stage_name
  method_path = "*/*"

  settings {
    metrics_enabled        = true
    logging_level          = "ERROR"
    data_trace_enabled     = false # bodies may name people and snapshots; they belong to no log
    throttling_rate_limit  = var.throttle_rate
    throttling_burst_limit = var.throttle_burst
  }
}

# What changes something is asked for by people and their scripts, not by dashboards that poll. A stop is
# let in as often as a GET: these limits are shared with whoever is turned away, and it must not wait.
resource "aws_api_gateway_method_settings" "writes" {
  #checkov:skip=CKV_AWS_225:answers differ by caller and must be fresh; the function keeps what never changes
  for_each = merge([
    for path, methods in local.methods : {
      # As the gateway has it, and gives it back: "~1executions~1{name}~1resume/POST".
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

  # The gateway applies what is set for all to each, and these must be the last word.
  lifecycle {
    replace_triggered_by = [aws_api_gateway_method_settings.all]
  }
}
