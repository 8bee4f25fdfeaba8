# The scheduled start, and a role that may only start this state machine.

locals {
  scheduled = var.enable_scheduled_execution ? 1 : 0

  # Escaped as in JSON, because resources.yaml puts it between quotes.
  schedule_expression = substr(jsonencode(var.schedule_expression), 1, length(jsonencode(var.schedule_expression)) - 2)
  schedule_input = yamldecode(templatefile("${path.module}/resources.yaml", {
    name                = local.name
    schedule_expression = local.schedule_expression
  })).schedule_input
}

resource "aws_cloudwatch_event_rule" "schedule" {
  count = local.scheduled

  name                = local.names.schedule_rule
  description         = "Starts ${local.names.state_machine}. Operators switch it on and off through the API."
  schedule_expression = var.schedule_expression
  state               = var.schedule_initially_enabled ? "ENABLED" : "DISABLED"
  tags                = var.tags

  lifecycle {
    # An operator may have switched the schedule through the API. Then a deployment must not switch it back.
    ignore_changes = [state]
  }
}

resource "aws_cloudwatch_event_target" "schedule" {
  count = local.scheduled

  rule     = aws_cloudwatch_event_rule.schedule[0].name
  arn      = aws_sfn_state_machine.refresh.arn
  role_arn = aws_iam_role.eventbridge[0].arn
  input    = jsonencode(local.schedule_input)
}

resource "aws_iam_role" "eventbridge" {
  count = local.scheduled

  name                 = local.names.eventbridge_role
  description          = "Starts ${local.names.state_machine} on its schedule"
  assume_role_policy   = data.aws_iam_policy_document.trust["eventbridge"].json
  permissions_boundary = var.permissions_boundary
  tags                 = var.tags
}

resource "aws_iam_role_policy" "eventbridge" {
  count = local.scheduled

  name   = "start"
  role   = aws_iam_role.eventbridge[0].id
  policy = data.aws_iam_policy_document.eventbridge.json
}

data "aws_iam_policy_document" "eventbridge" {
  statement {
    sid       = "Start"
    actions   = ["states:StartExecution"]
    resources = [local.state_machine_arn]
  }
}
