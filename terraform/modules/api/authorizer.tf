# The gateway calls this function before every route that is not open to all. It is a function of its own, from
# the same package, because it may read the tokens and the API's function may not.
#
# It has no alarms. If it fails, times out or is throttled, the gateway answers 503, which the API's alarm of
# server errors counts. An alarm on its metric Errors would be of no use, because each 401 is an error there.

locals {
  asks_for_tokens = var.authentication == "token"

  authorizer_invoke_arn = one(concat(
    aws_lambda_alias.authorizer[*].invoke_arn,
    var.snap_start ? [] : aws_lambda_function.authorizer[*].invoke_arn,
  ))
}

resource "aws_lambda_function" "authorizer" {
  #checkov:skip=CKV_AWS_115:it shares the account's concurrency, because a limit here would lock out all callers
  #checkov:skip=CKV_AWS_116:a dead-letter queue is for asynchronous calls; the gateway calls synchronously
  #checkov:skip=CKV_AWS_117:it calls public endpoints of AWS and of the issuer, and needs nothing inside a VPC
  #checkov:skip=CKV_AWS_272:code signing needs a profile of the account; the manifest pins the hash of the zip
  count = local.asks_for_tokens ? 1 : 0

  function_name = "${local.name}-authorizer"
  description   = "Authenticates the callers of ${local.name}"
  role          = aws_iam_role.authorizer[0].arn

  filename         = local.archive
  source_code_hash = local.manifest.sha256
  handler          = local.manifest.authorizer_handler
  runtime          = local.manifest.runtime
  architectures    = [local.manifest.architecture]

  memory_size = 512
  timeout     = 10
  kms_key_arn = var.kms_key_arn

  # Its cold start adds to that of the API, so both use SnapStart.
  publish = var.snap_start

  environment {
    variables = {
      for name, value in {
        TOKEN_SECRET_ARN          = aws_secretsmanager_secret.tokens[0].arn
        TOKEN_CACHE_SECONDS       = var.token_cache_seconds
        OIDC_ISSUER               = try(var.oidc.issuer, null)
        OIDC_AUDIENCE             = try(var.oidc.audience, null)
        OIDC_ROLES_CLAIM          = try(var.oidc.roles_claim, null)
        OIDC_ROLES_CLAIM_IS_SCOPE = try(var.oidc.roles_claim_is_scope, null)
        OIDC_VIEWER_ROLE          = try(var.oidc.viewer_role, null)
        OIDC_OPERATOR_ROLE        = try(var.oidc.operator_role, null)
        OIDC_NAME_CLAIM           = try(var.oidc.name_claim, null)
        POWERTOOLS_LOG_LEVEL      = var.log_level
        # Pydantic would look for plugins in every package, at each cold start.
        PYDANTIC_DISABLE_PLUGINS = true
      } : name => tostring(value) if value != null
    }
  }

  logging_config {
    log_format            = "JSON"
    log_group             = aws_cloudwatch_log_group.authorizer[0].name
    application_log_level = var.log_level
    system_log_level      = "INFO"
  }

  tracing_config {
    mode = "Active"
  }

  dynamic "snap_start" {
    for_each = var.snap_start ? [true] : []

    content {
      apply_on = "PublishedVersions"
    }
  }

  tags = var.tags
}

resource "aws_lambda_alias" "authorizer" {
  count = local.asks_for_tokens && var.snap_start ? 1 : 0

  name             = "live"
  description      = "The version that the gateway calls"
  function_name    = aws_lambda_function.authorizer[0].function_name
  function_version = aws_lambda_function.authorizer[0].version
}

resource "aws_lambda_permission" "authorizer" {
  count = local.asks_for_tokens ? 1 : 0

  statement_id  = "gateway"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.authorizer[0].function_name
  qualifier     = one(aws_lambda_alias.authorizer[*].name)
  principal     = "apigateway.amazonaws.com"
  # Only as the authorizer of this API.
  source_arn = "${aws_api_gateway_rest_api.api.execution_arn}/authorizers/*"
}

data "aws_iam_policy_document" "authorizer" {
  count = local.asks_for_tokens ? 1 : 0

  statement {
    sid       = "Tokens"
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [aws_secretsmanager_secret.tokens[0].arn]
  }

  statement {
    sid       = "Logs"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.authorizer[0].arn}:*"]
  }

  statement {
    # The actions of X-Ray take no resources.
    sid       = "Traces"
    actions   = ["xray:PutTelemetryRecords", "xray:PutTraceSegments"]
    resources = ["*"]
  }

  dynamic "statement" {
    for_each = var.kms_key_arn == null ? [] : [var.kms_key_arn]

    content {
      sid       = "TokensAndEnvironment"
      actions   = ["kms:Decrypt"]
      resources = [statement.value]
    }
  }
}

resource "aws_iam_role" "authorizer" {
  count = local.asks_for_tokens ? 1 : 0

  name                 = "${local.name}-authorizer"
  description          = "Runs the authorizer of ${local.name}"
  assume_role_policy   = data.aws_iam_policy_document.trust.json
  permissions_boundary = var.permissions_boundary
  tags                 = var.tags
}

resource "aws_iam_role_policy" "authorizer" {
  count = local.asks_for_tokens ? 1 : 0

  name   = "authorizer"
  role   = aws_iam_role.authorizer[0].name
  policy = data.aws_iam_policy_document.authorizer[0].json
}

resource "aws_cloudwatch_log_group" "authorizer" {
  #checkov:skip=CKV_AWS_338:the team chooses the retention in log_retention_days
  count = local.asks_for_tokens ? 1 : 0

  name              = "/aws/lambda/${local.name}-authorizer"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn
  tags              = var.tags
}
