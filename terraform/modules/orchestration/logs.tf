# The prefix matters: for every other log group, Step Functions adds to one resource policy of the
# account, which is full after a few.
resource "aws_cloudwatch_log_group" "executions" {
  #checkov:skip=CKV_AWS_158:CloudWatch Logs encrypts at rest by itself; with a key of ours, a mistake in its policy would end the logging without a word.
  name              = local.execution_log_group
  retention_in_days = var.log_retention_days
  tags              = var.tags
}
