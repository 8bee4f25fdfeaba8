data "aws_iam_policy_document" "trust" {
  # No aws:SourceAccount here: AWS does not document that Lambda sends it when it assumes a function's role. To
  # pass the role, one already needs iam:PassRole in this account.
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "api" {
  statement {
    sid = "StateMachine"
    actions = [
      "states:DescribeStateMachine",
      "states:ListExecutions",
      "states:StartExecution",
    ]
    resources = [var.state_machine_arn]
  }

  statement {
    sid = "Executions"
    actions = [
      "states:DescribeExecution",
      "states:DescribeStateMachineForExecution",
      "states:GetExecutionHistory",
      "states:StopExecution",
    ]
    resources = ["${replace(var.state_machine_arn, ":stateMachine:", ":execution:")}:*"]
  }

  statement {
    sid       = "Lock"
    actions   = ["dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:PutItem"]
    resources = ["arn:${local.partition}:dynamodb:${local.region}:${local.account_id}:table/${var.lock_table_name}"]
  }

  statement {
    sid = "Records"
    actions = [
      "dynamodb:BatchGetItem",
      "dynamodb:GetItem",
      "dynamodb:PutItem",
      "dynamodb:UpdateItem",
    ]
    resources = [local.records_arn]
  }

  statement {
    sid       = "ListOfRecords"
    actions   = ["dynamodb:Query"]
    resources = ["${local.records_arn}/index/${local.records_index}"]
  }

  statement {
    sid = "Jobs"
    actions = [
      "glue:BatchGetJobs",
      "glue:BatchStopJobRun",
      "glue:GetJob",
      "glue:GetJobRun",
      "glue:GetJobRuns",
    ]
    resources = sort(distinct(var.glue_job_arns))
  }

  dynamic "statement" {
    for_each = var.schedule_rule_name == null ? [] : [var.schedule_rule_name]

    content {
      sid = "Schedule"
      actions = [
        "events:DescribeRule",
        "events:DisableRule",
        "events:EnableRule",
      ]
      resources = ["arn:${local.partition}:events:${local.region}:${local.account_id}:rule/${statement.value}"]
    }
  }

  statement {
    sid       = "Logs"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.function.arn}:*"]
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

  # To use a table with a customer managed key, a role needs permission to use the key through DynamoDB.
  # https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
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

resource "aws_iam_role" "api" {
  name                 = local.name
  description          = "The API of ${var.state_machine_arn}"
  assume_role_policy   = data.aws_iam_policy_document.trust.json
  permissions_boundary = var.permissions_boundary
  tags                 = var.tags
}

resource "aws_iam_role_policy" "api" {
  name   = "api"
  role   = aws_iam_role.api.name
  policy = data.aws_iam_policy_document.api.json
}
