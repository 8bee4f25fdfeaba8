resource "aws_lambda_function" "api" {
  #checkov:skip=CKV_AWS_116:a dead-letter queue is for asynchronous calls; the gateway calls synchronously
  #checkov:skip=CKV_AWS_117:it calls public AWS endpoints only and needs nothing inside a VPC
  #checkov:skip=CKV_AWS_272:code signing needs a profile of the account; the manifest pins the hash of the zip
  function_name = local.name
  description   = "The API of ${var.state_machine_arn}"
  role          = aws_iam_role.api.arn

  filename         = local.archive
  source_code_hash = local.manifest.sha256
  handler          = local.manifest.handler
  runtime          = local.manifest.runtime
  architectures    = [local.manifest.architecture]

  memory_size                    = var.memory_size
  timeout                        = var.timeout
  reserved_concurrent_executions = coalesce(var.reserved_concurrency, -1)
  kms_key_arn                    = var.kms_key_arn

  # Lambda takes snapshots of published versions only.
  publish = var.snap_start

  environment {
    variables = {
      for name, value in {
        ENVIRONMENT        = var.environment
        STATE_MACHINE_ARN  = var.state_machine_arn
        LOCK_TABLE_NAME    = var.lock_table_name
        RECORDS_TABLE_NAME = aws_dynamodb_table.records.name
        SCHEDULE_RULE_NAME = var.schedule_rule_name
        POLL_AFTER_SECONDS = var.poll_after_seconds
        LIVE_CACHE_SECONDS = var.live_cache_seconds
        CORS_ORIGIN        = var.cors_origin
        # The function ignores what the gateway says of the other way to authenticate.
        AUTHENTICATION = var.authentication
        # For the dashboard, if people sign in with the issuer.
        OIDC_ISSUER          = try(var.oidc.client_id, null) == null ? null : var.oidc.issuer
        OIDC_AUDIENCE        = try(var.oidc.client_id, null) == null ? null : var.oidc.audience
        OIDC_CLIENT_ID       = try(var.oidc.client_id, null)
        POWERTOOLS_LOG_LEVEL = var.log_level
        # Pydantic would look for plugins in every package, at each cold start.
        PYDANTIC_DISABLE_PLUGINS = true
      } : name => tostring(value) if value != null
    }
  }

  logging_config {
    log_format            = "JSON"
    log_group             = aws_cloudwatch_log_group.function.name
    application_log_level = var.log_level
    # INFO includes Lambda's report of each request: duration, memory and cold start.
    system_log_level = "INFO"
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

  lifecycle {
    precondition {
      condition     = filebase64sha256(local.archive) == local.manifest.sha256
      error_message = "${local.archive} does not match the hash in manifest.json; run `make package` again."
    }

    precondition {
      condition     = !var.snap_start || !contains(["python3.10", "python3.11"], local.manifest.runtime)
      error_message = "snap_start needs python3.12 or newer, but the package was made for ${local.manifest.runtime}; run `make clean package PYTHON=python3.12`."
    }
  }
}

resource "aws_lambda_alias" "live" {
  count = var.snap_start ? 1 : 0

  name             = "live"
  description      = "The version that the gateway calls"
  function_name    = aws_lambda_function.api.function_name
  function_version = aws_lambda_function.api.version
}

resource "aws_lambda_permission" "gateway" {
  statement_id  = "gateway"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.api.function_name
  qualifier     = one(aws_lambda_alias.live[*].name)
  principal     = "apigateway.amazonaws.com"
  # Only the stage of this API, with any method and path.
  source_arn = "${local.stage_execution_arn}/*"
}

locals {
  invoke_arn = var.snap_start ? one(aws_lambda_alias.live[*].invoke_arn) : aws_lambda_function.api.invoke_arn
}
