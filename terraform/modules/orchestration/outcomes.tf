# The rules of outcomes.yaml, which the embedded AWS reads too.

locals {
  # Which rules there are is known before anything else is.
  outcomes_rule_names = {
    for outcome in keys(yamldecode(file("${path.module}/outcomes.yaml"))) : outcome => "${local.names.outcomes_rule}-${outcome}"
  }
  outcomes = yamldecode(templatefile("${path.module}/outcomes.yaml", {
    state_machine_arn = local.state_machine_arn
    environment       = var.environment
    refresh_url       = local.refresh_url
  }))
}

resource "aws_cloudwatch_event_rule" "outcomes" {
  for_each = local.outcomes_rule_names

  name          = each.value
  description   = "What ${local.names.state_machine} cannot tell by itself: ${each.key}"
  event_pattern = jsonencode(local.outcomes[each.key].event_pattern)
  tags          = var.tags
}

resource "aws_cloudwatch_event_target" "outcomes" {
  for_each = aws_cloudwatch_event_rule.outcomes

  rule = each.value.name
  arn  = aws_sns_topic.notifications.arn

  input_transformer {
    input_paths = local.outcomes[each.key].input_paths
    # Not jsonencode: it would write < as \u003c.
    input_template = join("\n", formatlist("\"%s\"", local.outcomes[each.key].message))
  }
}
