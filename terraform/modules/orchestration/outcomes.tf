# The rule of outcomes.yaml, which the embedded AWS reads too.

locals {
  outcomes = yamldecode(templatefile("${path.module}/outcomes.yaml", {
    state_machine_arn = local.state_machine_arn
    environment       = var.environment
    refresh_url       = local.refresh_url
  }))
}

resource "aws_cloudwatch_event_rule" "outcomes" {
  name          = local.outcomes_rule_name
  description   = "Outcomes of ${local.state_machine_name} that it cannot tell by itself"
  event_pattern = jsonencode(local.outcomes.event_pattern)
  tags          = var.tags
}

resource "aws_cloudwatch_event_target" "outcomes" {
  rule = aws_cloudwatch_event_rule.outcomes.name
  arn  = aws_sns_topic.notifications.arn

  input_transformer {
    input_paths = local.outcomes.input_paths
    # Not jsonencode: it would write < as \u003c.
    input_template = join("\n", formatlist("\"%s\"", local.outcomes.message))
  }
}
