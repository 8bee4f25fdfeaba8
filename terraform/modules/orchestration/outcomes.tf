# The rules of outcomes.yaml, which the embedded AWS reads too. They start the state machine of outcome.tf
# with the event as it is: EventBridge does not escape what it puts into a template, and publishing to the
# topic by itself it could set no attributes.

locals {
  # Which rules there are is known before anything else is.
  outcomes_rule_names = {
    for outcome in keys(yamldecode(file("${path.module}/outcomes.yaml"))) : outcome => "${local.names.outcomes_rule}-${outcome}"
  }
  outcomes = yamldecode(templatefile("${path.module}/outcomes.yaml", { state_machine_arn = local.state_machine_arn }))
}

resource "aws_cloudwatch_event_rule" "outcomes" {
  for_each = local.outcomes_rule_names

  name          = each.value
  description   = "How ${local.names.state_machine} ended: ${each.key}"
  event_pattern = jsonencode(local.outcomes[each.key].event_pattern)
  tags          = var.tags
}

resource "aws_cloudwatch_event_target" "outcomes" {
  for_each = aws_cloudwatch_event_rule.outcomes

  rule     = each.value.name
  arn      = aws_sfn_state_machine.outcome.arn
  role_arn = aws_iam_role.outcome_events.arn
}

resource "aws_iam_role" "outcome_events" {
  name                 = local.names.outcome_events_role
  description          = "Starts ${local.names.outcome_state_machine} when a refresh has ended"
  assume_role_policy   = data.aws_iam_policy_document.trust["outcome_events"].json
  permissions_boundary = var.permissions_boundary
  tags                 = var.tags
}

resource "aws_iam_role_policy" "outcome_events" {
  name   = "start"
  role   = aws_iam_role.outcome_events.id
  policy = data.aws_iam_policy_document.outcome_events.json
}

data "aws_iam_policy_document" "outcome_events" {
  statement {
    sid       = "Start"
    actions   = ["states:StartExecution"]
    resources = [local.outcome_state_machine_arn]
  }
}
