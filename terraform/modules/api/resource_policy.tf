# Which networks the API can be reached from. It never lets a caller in on its own: what a resource
# policy allows to everybody passes, even where the authorizer's policy or the caller's own says nothing
# of it, and with AWS IAM for any signed request of any account. So it allows the open routes alone, which
# nobody could call otherwise; callers of the others are let in by the authorizer, or by their own
# policies, in this account only.
# https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html

locals {
  execution_arns = "arn:${local.partition}:execute-api:${local.region}:${local.account_id}:*/${local.stage_name}"

  # The routes that the package marks as open, e.g. "GET/health", and what browsers ask beforehand. Not
  # the answer to all other methods: a policy would have to name them one by one, for to it "any method"
  # is the closed ones too. It is 403 behind such a policy, instead of 405.
  open_routes = concat(
    flatten([
      for path, methods in local.routes : [
        for method, operation in methods : "${upper(method)}${replace(path, "/\\{[^}]+\\}/", "*")}"
        if length(operation.security) == 0 && method != local.any_method
      ]
    ]),
    [for origin in local.cors_origins : "OPTIONS/*"],
  )
}

data "aws_iam_policy_document" "sources" {
  count = length(var.allowed_source_cidrs) > 0 ? 1 : 0

  dynamic "statement" {
    for_each = length(local.open_routes) > 0 ? [local.open_routes] : []

    content {
      sid       = "OpenRoutes"
      actions   = ["execute-api:Invoke"]
      resources = [for route in statement.value : "${local.execution_arns}/${route}"]

      principals {
        type        = "*"
        identifiers = ["*"]
      }
    }
  }

  statement {
    sid       = "OtherNetworks"
    effect    = "Deny"
    actions   = ["execute-api:Invoke"]
    resources = ["${local.execution_arns}/*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "NotIpAddress"
      variable = "aws:SourceIp"
      values   = var.allowed_source_cidrs
    }
  }
}
