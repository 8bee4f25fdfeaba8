# API Gateway writes every log of an account and region with one role. Two environments that both set
# it would take it from each other, so it is made only where manage_account_logging says so.

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
  # The policy that AWS keeps for just this.
  policy_arn = "arn:${local.partition}:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"
}

resource "aws_api_gateway_account" "logging" {
  count = var.manage_account_logging ? 1 : 0

  cloudwatch_role_arn = aws_iam_role.account_logging[0].arn

  # The gateway tries the role when it is given it.
  depends_on = [aws_iam_role_policy_attachment.account_logging]
}
