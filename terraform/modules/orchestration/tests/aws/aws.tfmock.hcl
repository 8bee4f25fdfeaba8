mock_data "aws_partition" {
  defaults = { partition = "aws" }
}

mock_data "aws_region" {
  defaults = { id = "eu-west-1", name = "eu-west-1" }
}

mock_data "aws_caller_identity" {
  defaults = { account_id = "123456789012" }
}

# The provider would make the JSON. The tests check the statements instead.
mock_data "aws_iam_policy_document" {
  defaults = { json = "{}" }
}

mock_resource "aws_sns_topic" {
  defaults = { arn = "arn:aws:sns:eu-west-1:123456789012:omc-flywheel-test-notifications" }
}

mock_resource "aws_kms_key" {
  defaults = { arn = "arn:aws:kms:eu-west-1:123456789012:key/made-by-the-module" }
}

mock_resource "aws_iam_role" {
  defaults = { arn = "arn:aws:iam::123456789012:role/made-up" }
}

mock_resource "aws_sfn_state_machine" {
  defaults = { arn = "arn:aws:states:eu-west-1:123456789012:stateMachine:omc-flywheel-test-db-refresh" }
}

mock_resource "aws_cloudwatch_log_group" {
  defaults = { arn = "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/vendedlogs/states/omc-flywheel-test-db-refresh" }
}

# A different ARN for this one, so that tests can tell the two state machines and their logs apart.
override_resource {
  target = aws_sfn_state_machine.outcome
  values = { arn = "arn:aws:states:eu-west-1:123456789012:stateMachine:omc-flywheel-test-db-refresh-outcome" }
}

override_resource {
  target = aws_cloudwatch_log_group.outcomes
  values = { arn = "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/vendedlogs/states/omc-flywheel-test-db-refresh-outcome" }
}

mock_resource "aws_cloudwatch_event_rule" {
  defaults = { arn = "arn:aws:events:eu-west-1:123456789012:rule/made-up" }
}

mock_resource "aws_cloudwatch_metric_alarm" {
  defaults = { arn = "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:made-up" }
}
