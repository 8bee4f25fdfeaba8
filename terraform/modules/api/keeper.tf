# EventBridge calls this function every five minutes. It records executions that have ended and that nobody has
# looked at. It is a function of its own, from the same package, because it may do less than the API.

resource "aws_lambda_function" "keeper" {
  #checkov:skip=CKV_AWS_115:a lease lets one run at a time, and a reservation would take from the account's concurrency
  #checkov:skip=CKV_AWS_116:nothing is lost with an event, because the next run does what this one did not
  #checkov:skip=CKV_AWS_117:it calls public AWS endpoints only and needs nothing inside a VPC
  #checkov:skip=CKV_AWS_272:code signing needs a profile of the account; the manifest pins the hash of the zip
  function_name = "${local.name}-keeper"
  description   = "Records the executions of ${var.state_machine_arn}"
  role          = aws_iam_role.keeper.arn

  filename         = local.archive
  source_code_hash = local.manifest.sha256
  handler          = local.manifest.keeper_handler
  runtime          = local.manifest.runtime
  architectures    = [local.manifest.architecture]

  memory_size = 512
  # It stops its work before this, and then notes how far it has come.
  timeout     = 60
  kms_key_arn = var.kms_key_arn

  environment {
    variables = {
      STATE_MACHINE_ARN    = var.state_machine_arn
      RECORDS_TABLE_NAME   = aws_dynamodb_table.records.name
      POWERTOOLS_LOG_LEVEL = var.log_level
    }
  }

  logging_config {
    log_format            = "JSON"
    log_group             = aws_cloudwatch_log_group.keeper.name
    application_log_level = var.log_level
    system_log_level      = "INFO"
  }

  tracing_config {
    mode = "Active"
  }

  tags = var.tags
}

# Neither Lambda nor EventBridge tries again, because the next run comes in five minutes.
resource "aws_lambda_function_event_invoke_config" "keeper" {
  function_name                = aws_lambda_function.keeper.function_name
  maximum_retry_attempts       = 0
  maximum_event_age_in_seconds = 300
}

resource "aws_cloudwatch_event_rule" "keeper" {
  name                = "${local.name}-keeper"
  description         = "Calls ${local.name}-keeper"
  schedule_expression = "rate(5 minutes)"
  state               = var.keeper_enabled ? "ENABLED" : "DISABLED"
  tags                = var.tags
}

resource "aws_cloudwatch_event_target" "keeper" {
  rule = aws_cloudwatch_event_rule.keeper.name
  arn  = aws_lambda_function.keeper.arn

  retry_policy {
    maximum_retry_attempts       = 0
    maximum_event_age_in_seconds = 300
  }
}

resource "aws_lambda_permission" "keeper" {
  statement_id  = "rule"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.keeper.function_name
  principal     = "events.amazonaws.com"
  # Only this rule.
  source_arn = aws_cloudwatch_event_rule.keeper.arn
}

data "aws_iam_policy_document" "keeper" {
  statement {
    sid       = "StateMachine"
    actions   = ["states:ListExecutions"]
    resources = [var.state_machine_arn]
  }

  statement {
    sid = "Executions"
    actions = [
      "states:DescribeExecution",
      "states:DescribeStateMachineForExecution",
      "states:GetExecutionHistory",
    ]
    resources = ["${replace(var.state_machine_arn, ":stateMachine:", ":execution:")}:*"]
  }

  statement {
    sid       = "Records"
    actions   = ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"]
    resources = [local.records_arn]
  }

  statement {
    sid       = "ListOfRecords"
    actions   = ["dynamodb:Query"]
    resources = ["${local.records_arn}/index/${local.records_index}"]
  }

  statement {
    sid       = "Logs"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.keeper.arn}:*"]
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
      sid       = "Environment"
      actions   = ["kms:Decrypt"]
      resources = [statement.value]
    }
  }

  # As for the API: see iam.tf.
  dynamic "statement" {
    for_each = var.kms_key_arn == null ? [] : [var.kms_key_arn]

    content {
      sid = "KeyOfRecords"
      actions = [
        "kms:Decrypt",
        "kms:DescribeKey",
        "kms:Encrypt",
        "kms:GenerateDataKey*",
        "kms:ReEncrypt*",
      ]
      resources = [statement.value]

      condition {
        test     = "StringEquals"
        variable = "kms:ViaService"
        values   = ["dynamodb.${local.region}.amazonaws.com"]
      }
    }
  }
}

resource "aws_iam_role" "keeper" {
  name                 = "${local.name}-keeper"
  description          = "Runs the keeper of ${local.name}"
  assume_role_policy   = data.aws_iam_policy_document.trust.json
  permissions_boundary = var.permissions_boundary
  tags                 = var.tags
}

resource "aws_iam_role_policy" "keeper" {
  name   = "keeper"
  role   = aws_iam_role.keeper.name
  policy = data.aws_iam_policy_document.keeper.json
}

resource "aws_cloudwatch_log_group" "keeper" {
  #checkov:skip=CKV_AWS_338:the team chooses the retention in log_retention_days
  name              = "/aws/lambda/${local.name}-keeper"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn
  tags              = var.tags
}
