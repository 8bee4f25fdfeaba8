# The rules of outcomes.yaml, which the embedded AWS reads too. They start the state machine of outcome.tf with
# the unchanged event. An input template is not an option, because EventBridge does not escape the values in
# it. Neither is publishing from the rule, because EventBridge cannot set message attributes.

locals {
  # The names depend on no resource, so that for_each can use them.
  outcomes_rule_names = {
    for outcome in keys(yamldecode(file("${path.module}/outcomes.yaml"))) : outcome => "${local.names.outcomes_rule}-${outcome}"
  }
  outcomes = yamldecode(templatefile("${path.module}/outcomes.yaml", { state_machine_arn = local.state_machine_arn }))
}

resource "aws_cloudwatch_event_rule" "outcomes" {
  for_each = local.outcomes_rule_names

  name          = each.value
  description   = "Matches executions of ${local.names.state_machine} that ended like this: ${each.key}"
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
