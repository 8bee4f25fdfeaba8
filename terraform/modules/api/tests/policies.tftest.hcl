# What the function may do, and who may reach the API.

mock_provider "aws" {
  source          = "./tests/aws"
  override_during = plan
}

variables {
  environment       = "test"
  package_directory = "./tests/package"
  state_machine_arn = "arn:aws:states:eu-west-1:123456789012:stateMachine:flywheel"
  lock_table_name   = "flywheel-lock"
  glue_job_arns     = ["arn:aws:glue:eu-west-1:123456789012:job/two", "arn:aws:glue:eu-west-1:123456789012:job/one"]
}

override_resource {
  override_during = plan
  target          = aws_cloudwatch_log_group.authorizer
  values          = { arn = "arn:aws:logs:eu-west-1:123456789012:log-group:of-the-authorizer" }
}

run "without_more" {
  command = plan

  # Lambda may assume the role.
  assert {
    condition     = one(one(data.aws_iam_policy_document.trust.statement).principals).identifiers == toset(["lambda.amazonaws.com"])
    error_message = "Nobody but Lambda may assume the role."
  }

  # The role may do what the API calls and nothing else.
  assert {
    condition = jsonencode({
      for statement in data.aws_iam_policy_document.api.statement :
      statement.sid => [sort(statement.actions), sort(statement.resources)]
      }) == jsonencode({
      StateMachine = [
        ["states:DescribeStateMachine", "states:ListExecutions", "states:StartExecution"],
        ["arn:aws:states:eu-west-1:123456789012:stateMachine:flywheel"],
      ]
      Executions = [
        [
          "states:DescribeExecution", "states:DescribeStateMachineForExecution",
          "states:GetExecutionHistory", "states:StopExecution",
        ],
        ["arn:aws:states:eu-west-1:123456789012:execution:flywheel:*"],
      ]
      Lock = [
        ["dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:PutItem"],
        ["arn:aws:dynamodb:eu-west-1:123456789012:table/flywheel-lock"],
      ]
      Records = [
        ["dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"],
        ["arn:aws:dynamodb:eu-west-1:123456789012:table/omc-flywheel-test-api-records"],
      ]
      ListOfRecords = [
        ["dynamodb:Query"],
        ["arn:aws:dynamodb:eu-west-1:123456789012:table/omc-flywheel-test-api-records/index/by_start"],
      ]
      Jobs = [
        ["glue:BatchGetJobs", "glue:BatchStopJobRun", "glue:GetJob", "glue:GetJobRun", "glue:GetJobRuns"],
        ["arn:aws:glue:eu-west-1:123456789012:job/one", "arn:aws:glue:eu-west-1:123456789012:job/two"],
      ]
      Logs = [
        ["logs:CreateLogStream", "logs:PutLogEvents"],
        ["arn:aws:logs:eu-west-1:123456789012:log-group:mock:*"],
      ]
      Traces = [["xray:PutTelemetryRecords", "xray:PutTraceSegments"], ["*"]]
    })
    error_message = "The statements must be these and no others."
  }
}

run "with_a_key" {
  command = plan

  variables {
    kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/1"
  }

  # The authorizer may read the tokens and nothing else.
  assert {
    condition = jsonencode({
      for statement in data.aws_iam_policy_document.authorizer[0].statement :
      statement.sid => [sort(statement.actions), sort(statement.resources)]
      }) == jsonencode({
      Tokens = [
        ["secretsmanager:GetSecretValue"],
        ["arn:aws:secretsmanager:eu-west-1:123456789012:secret:mock"],
      ]
      Logs = [
        ["logs:CreateLogStream", "logs:PutLogEvents"],
        ["arn:aws:logs:eu-west-1:123456789012:log-group:of-the-authorizer:*"],
      ]
      Traces               = [["xray:PutTelemetryRecords", "xray:PutTraceSegments"], ["*"]]
      TokensAndEnvironment = [["kms:Decrypt"], ["arn:aws:kms:eu-west-1:123456789012:key/1"]]
    })
    error_message = "The statements must be these and no others."
  }
  assert {
    condition     = aws_iam_role_policy.authorizer[0].role != aws_iam_role_policy.api.role
    error_message = "The API's own role must not have them."
  }

  # The role may read its environment where that has a key.
  assert {
    condition = jsonencode([
      for statement in data.aws_iam_policy_document.api.statement :
      [sort(statement.actions), sort(statement.resources)] if statement.sid == "Environment"
    ]) == jsonencode([[["kms:Decrypt"], ["arn:aws:kms:eu-west-1:123456789012:key/1"]]])
    error_message = "The key may be used to decrypt, and no other key."
  }

  # And for the records that are encrypted with it, by way of their table.
  assert {
    condition = jsonencode([
      for statement in data.aws_iam_policy_document.api.statement : [
        sort(statement.actions), sort(statement.resources),
        one(statement.condition).variable, sort(one(statement.condition).values),
      ] if statement.sid == "KeyOfRecords"
      ]) == jsonencode([[
        ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"],
        ["arn:aws:kms:eu-west-1:123456789012:key/1"],
        "kms:ViaService", ["dynamodb.eu-west-1.amazonaws.com"],
    ]])
    error_message = "The key may be used for the table, and by nothing else."
  }
}

run "a_page_of_the_one_site_may_ask_from_the_network" {
  command = plan

  variables {
    allowed_source_cidrs = ["203.0.113.0/24"]
    cors_origin          = "https://ops.example.com"
  }
  assert {
    condition = contains(flatten([
      for statement in data.aws_iam_policy_document.sources[0].statement :
      statement.resources if statement.effect != "Deny"
    ]), "arn:aws:execute-api:eu-west-1:123456789012:*/api/OPTIONS/*")
    error_message = "Preflight requests must need no token."
  }
}

run "a_network_shuts_out_the_others_and_lets_nobody_in" {
  command = plan

  variables {
    allowed_source_cidrs = ["203.0.113.0/24", "2001:db8::/32"]
  }
  assert {
    condition = jsonencode([
      for statement in data.aws_iam_policy_document.sources[0].statement :
      sort(statement.resources) if statement.effect != "Deny"
      ]) == jsonencode([[
        "arn:aws:execute-api:eu-west-1:123456789012:*/api/GET/health",
        "arn:aws:execute-api:eu-west-1:123456789012:*/api/GET/things/*/open",
        "arn:aws:execute-api:eu-west-1:123456789012:*/api/HEAD/health",
        "arn:aws:execute-api:eu-west-1:123456789012:*/api/HEAD/things/*/open",
    ]])
    error_message = "Only the open routes may be allowed to everybody."
  }
  assert {
    condition = jsonencode([
      for statement in data.aws_iam_policy_document.sources[0].statement :
      [sort(statement.resources), one(statement.condition).test, sort(one(statement.condition).values)]
      if statement.effect == "Deny"
      ]) == jsonencode([[
        ["arn:aws:execute-api:eu-west-1:123456789012:*/api/*"],
        "NotIpAddress", ["2001:db8::/32", "203.0.113.0/24"],
    ]])
    error_message = "Every other network must be denied."
  }
  assert {
    condition     = aws_api_gateway_rest_api.api.policy == "{}"
    error_message = "The policy must be the API's."
  }
}

run "a_network_of_an_api_without_open_routes_allows_nothing" {
  command = plan

  variables {
    package_directory    = "./tests/package-python3.11"
    allowed_source_cidrs = ["203.0.113.0/24"]
  }
  assert {
    condition     = jsonencode(data.aws_iam_policy_document.sources[0].statement[*].effect) == jsonencode(["Deny"])
    error_message = "Nothing may be allowed where no route is open."
  }
}

run "a_schedule_may_be_switched" {
  command = plan

  variables {
    schedule_rule_name = "flywheel-schedule"
  }

  assert {
    condition = jsonencode([
      for statement in data.aws_iam_policy_document.api.statement :
      [sort(statement.actions), sort(statement.resources)] if statement.sid == "Schedule"
      ]) == jsonencode([[
        ["events:DescribeRule", "events:DisableRule", "events:EnableRule"],
        ["arn:aws:events:eu-west-1:123456789012:rule/flywheel-schedule"],
    ]])
    error_message = "The one rule may be read and switched, and no other."
  }
}
