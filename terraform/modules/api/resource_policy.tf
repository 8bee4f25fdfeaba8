# Which networks the API can be reached from. It never lets a caller in on its own: where a resource
# policy allows everybody, any signed request of any AWS account passes. So it allows the open routes
# alone; callers of the others are let in by their own policies, in this account only.

locals {
  execution_arns = "arn:${local.partition}:execute-api:${local.region}:${local.account_id}:*/${local.stage_name}"

  # The routes that the package marks as open, e.g. "GET/health".
  open_routes = flatten([
    for path, methods in jsondecode(file("${var.package_directory}/gateway.json")).paths : [
      for method, operation in methods :
      "${upper(method)}${replace(path, "/\\{[^}]+\\}/", "*")}" if length(operation.security) == 0
    ]
  ])
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
