# API Gateway writes all logs of an account and region with one role. Two environments that both set it would
# overwrite each other's, so only an environment with manage_account_logging creates it.

data "aws_iam_policy_document" "account_logging_trust" {
  count = var.manage_account_logging ? 1 : 0

  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["apigateway.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "account_logging" {
  count = var.manage_account_logging ? 1 : 0

  name                 = "${var.name_prefix}-${var.environment}-api-gateway-logs"
  description          = "Writes the logs of every API Gateway of the account in ${local.region}"
  assume_role_policy   = data.aws_iam_policy_document.account_logging_trust[0].json
  permissions_boundary = var.permissions_boundary
  tags                 = var.tags
}

resource "aws_iam_role_policy_attachment" "account_logging" {
  count = var.manage_account_logging ? 1 : 0

  role = aws_iam_role.account_logging[0].name
  # AWS maintains this policy for the purpose.
  policy_arn = "arn:${local.partition}:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"
}

resource "aws_api_gateway_account" "logging" {
  count = var.manage_account_logging ? 1 : 0

  cloudwatch_role_arn = aws_iam_role.account_logging[0].arn

  # API Gateway tests the role when it is set.
  depends_on = [aws_iam_role_policy_attachment.account_logging]
}
