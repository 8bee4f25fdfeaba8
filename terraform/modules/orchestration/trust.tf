# Who may assume each role: one AWS service, and only on behalf of our own resources. Otherwise somebody else
# could make the service assume the role for them (the confused deputy problem).
# https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html

locals {
  rule_arns = {
    for outcome, name in merge(local.outcomes_rule_names, { schedule = local.names.schedule_rule }) :
    outcome => "arn:${local.partition}:events:${local.region}:${local.account_id}:rule/${name}"
  }

  trusted = {
    step_functions = { service = "states", sources = [local.state_machine_arn] }
    outcome        = { service = "states", sources = [local.outcome_state_machine_arn] }
    eventbridge    = { service = "events", sources = [local.rule_arns["schedule"]] }
    outcome_events = { service = "events", sources = [for outcome in keys(local.outcomes_rule_names) : local.rule_arns[outcome]] }
  }
}

data "aws_iam_policy_document" "trust" {
  for_each = local.trusted

  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["${each.value.service}.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account_id]
    }

    # Works like ArnEquals.
    # https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
    condition {
      test     = "ArnLike"
      variable = "aws:SourceArn"
      values   = each.value.sources
    }
  }
}
