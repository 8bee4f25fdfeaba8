# The second, small state machine: it publishes the outcomes that the refresh itself cannot publish.

locals {
  # In the largest unit that gives a whole number, as in chalicelib/domain/text.py.
  execution_timeout_seconds = coalesce(var.execution_timeout_seconds, local.resources.execution_timeout_seconds)
  execution_timeout_unit = (
    local.execution_timeout_seconds % 3600 == 0 ? { name = "hour", seconds = 3600 } :
    local.execution_timeout_seconds % 60 == 0 ? { name = "minute", seconds = 60 } : { name = "second", seconds = 1 }
  )
  execution_timeout_number = local.execution_timeout_seconds / local.execution_timeout_unit.seconds
  execution_timeout        = "${local.execution_timeout_number} ${local.execution_timeout_unit.name}${local.execution_timeout_number == 1 ? "" : "s"}"

  for_outcome = merge(local.for_every_fragment, {
    execution_timeout = local.execution_timeout
    blank_skips       = jsonencode(local.blank_skips)
    steps = jsonencode([
      for step in local.steps : { key = step.key, "known_entered_exited.$" = "States.Format('{} {} {}', $.why.known, States.ArrayContains($.why.entered[*].Name, '${step.state}'), States.ArrayContains($.why.exited[*].Name, '${step.state}'))" }
    ])
  })
  outcome_surroundings = yamldecode(templatefile("${path.module}/outcome.asl.yaml", local.for_outcome))
  outcome_mail_states  = yamldecode(templatefile("${path.module}/outcome_mail.asl.yaml", local.for_outcome))
  outcome_definition   = merge(local.outcome_surroundings, { States = merge(local.outcome_surroundings.States, local.outcome_mail_states, local.skipped_states.outcome) })
}

resource "aws_sfn_state_machine" "outcome" {
  name       = local.names.outcome_state_machine
  role_arn   = aws_iam_role.outcome.arn
  definition = jsonencode(local.outcome_definition)
  tags       = var.tags

  logging_configuration {
    level                  = var.log_level
    include_execution_data = var.include_execution_data
    log_destination        = "${aws_cloudwatch_log_group.outcomes.arn}:*"
  }

  tracing_configuration {
    enabled = true
  }

  # As for the refresh: Step Functions tests the log delivery.
  depends_on = [aws_iam_role_policy.outcome]
}

resource "aws_cloudwatch_log_group" "outcomes" {
  #checkov:skip=CKV_AWS_158:As for the log of the refresh.
  name              = local.outcome_log_group
  retention_in_days = var.log_retention_days
  tags              = var.tags
}

resource "aws_iam_role" "outcome" {
  name                 = local.names.outcome_role
  description          = "Publishes outcomes of ${local.names.state_machine}"
  assume_role_policy   = data.aws_iam_policy_document.trust["outcome"].json
  permissions_boundary = var.permissions_boundary
  tags                 = var.tags
}

resource "aws_iam_role_policy" "outcome" {
  name   = "outcome"
  role   = aws_iam_role.outcome.id
  policy = data.aws_iam_policy_document.outcome.json
}

data "aws_iam_policy_document" "outcome" {
  source_policy_documents = [data.aws_iam_policy_document.logs_and_traces.json]

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

  # For the start of the execution, whose form in the event does not suit a mail, and for the steps that were
  # running when it timed out.
  statement {
    sid       = "ReadExecution"
    actions   = ["states:DescribeExecution", "states:GetExecutionHistory"]
    resources = [local.executions_arn]
  }
}
