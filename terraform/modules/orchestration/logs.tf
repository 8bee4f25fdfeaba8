# Keep the prefix /aws/vendedlogs/. For log groups without it, Step Functions adds entries to one resource
# policy of the account, which is full after a few.
resource "aws_cloudwatch_log_group" "executions" {
  #checkov:skip=CKV_AWS_158:CloudWatch Logs encrypts at rest by default. With a key of our own, a mistake in its policy would silently stop the logging.
  name              = local.execution_log_group
  retention_in_days = var.log_retention_days
  tags              = var.tags
}
