# The networks from which the API can be reached. This policy must give no caller access by itself. A request
# that a resource policy allows to everybody passes, even if neither the authorizer's policy nor the caller's own
# allows it, and with AWS IAM even if another account signed it. So this policy allows only the open routes,
# which nobody could call otherwise. For the other routes, the authorizer or the caller's own policy gives
# access, in this account only.
# https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html

locals {
  execution_arns = "arn:${local.partition}:execute-api:${local.region}:${local.account_id}:*/${local.stage_name}"

  # The routes that the package marks as open, e.g. "GET/health", and the preflight of browsers. The 405 for all
  # other methods is not among them: in a policy, "any method" would include the closed ones. Behind such a
  # policy, these methods get a 403 instead of a 405.
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
