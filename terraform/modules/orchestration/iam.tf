# What the state machine may do: run the configured jobs, publish outcomes, use the lock, log and trace.

resource "aws_iam_role" "step_functions" {
  name                 = local.names.step_functions_role
  description          = "Runs the Glue jobs of ${local.names.state_machine}"
  assume_role_policy   = data.aws_iam_policy_document.trust["step_functions"].json
  permissions_boundary = var.permissions_boundary
  tags                 = var.tags
}

resource "aws_iam_role_policy" "step_functions" {
  name   = "refresh"
  role   = aws_iam_role.step_functions.id
  policy = data.aws_iam_policy_document.step_functions.json
}

data "aws_iam_policy_document" "step_functions" {
  source_policy_documents = [data.aws_iam_policy_document.logs_and_traces.json]

  # The calls of glue:startJobRun.sync: it starts the run, polls it, and stops it when the execution is stopped.
  # A takeover of the lock also calls GetJobRuns, for the runs that the earlier holder left.
  statement {
    sid       = "RunJobs"
    actions   = ["glue:StartJobRun", "glue:GetJobRun", "glue:GetJobRuns", "glue:BatchStopJobRun"]
    resources = sort(distinct(values(local.glue_job_arns)))
  }

  statement {
    sid       = "Notify"
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.notifications.arn]
  }

  statement {
    sid       = "EncryptNotifications"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey*"]
    resources = [local.kms_key_arn]
  }

  statement {
    sid       = "Lock"
    actions   = ["dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"]
    resources = [aws_dynamodb_table.lock.arn]
  }

  # To find out whether the holder of the lock still runs.
  statement {
    sid       = "DescribeHolder"
    actions   = ["states:DescribeExecution"]
    resources = [local.executions_arn]
  }
}

# Both state machines need these to log and trace.
data "aws_iam_policy_document" "logs_and_traces" {
  #checkov:skip=CKV_AWS_111:The actions of log delivery and X-Ray take no resources.
  #checkov:skip=CKV_AWS_356:The actions of log delivery and X-Ray take no resources.
  # https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html#cloudwatch-iam-policy
  statement {
    sid = "DeliverLogs"
    actions = [
      "logs:CreateLogDelivery",
      "logs:DeleteLogDelivery",
      "logs:DescribeLogGroups",
      "logs:DescribeResourcePolicies",
      "logs:GetLogDelivery",
      "logs:ListLogDeliveries",
      "logs:PutResourcePolicy",
      "logs:UpdateLogDelivery",
    ]
    resources = ["*"]
  }

  statement {
    sid = "Trace"
    actions = [
      "xray:GetSamplingRules",
      "xray:GetSamplingTargets",
      "xray:PutTelemetryRecords",
      "xray:PutTraceSegments",
    ]
    resources = ["*"]
  }
}
