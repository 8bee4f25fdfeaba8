# A mock of AWS, with its ARNs.

mock_data "aws_iam_policy_document" {
  defaults = { json = "{}" }
}
mock_resource "aws_iam_role" {
  defaults = { arn = "arn:aws:iam::123456789012:role/mock" }
}
mock_resource "aws_cloudwatch_log_group" {
  defaults = { arn = "arn:aws:logs:eu-west-1:123456789012:log-group:mock" }
}
mock_resource "aws_lambda_function" {
  defaults = {
    arn        = "arn:aws:lambda:eu-west-1:123456789012:function:mock"
    invoke_arn = "invoke-the-function"
    version    = "7"
  }
}
mock_resource "aws_lambda_alias" {
  defaults = {
    arn        = "arn:aws:lambda:eu-west-1:123456789012:function:mock:live"
    invoke_arn = "invoke-the-alias"
  }
}
mock_resource "aws_api_gateway_rest_api" {
  defaults = {
    id            = "mockapi"
    execution_arn = "arn:aws:execute-api:eu-west-1:123456789012:mockapi"
  }
}
mock_resource "aws_api_gateway_stage" {
  defaults = { invoke_url = "https://mockapi.execute-api.eu-west-1.amazonaws.com/api" }
}
mock_resource "aws_secretsmanager_secret" {
  defaults = { arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:mock" }
}
