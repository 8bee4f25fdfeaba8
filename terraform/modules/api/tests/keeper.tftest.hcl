# The keeper: what calls it, what it may do, and who is told when it fails.

mock_provider "aws" {
  source          = "./tests/aws"
  override_during = plan
}

variables {
  environment       = "test"
  package_directory = "./tests/package"
  state_machine_arn = "arn:aws:states:eu-west-1:123456789012:stateMachine:flywheel"
  lock_table_name   = "flywheel-lock"
  glue_job_arns     = ["arn:aws:glue:eu-west-1:123456789012:job/one"]
}

override_resource {
  override_during = plan
  target          = aws_cloudwatch_log_group.keeper
  values          = { arn = "arn:aws:logs:eu-west-1:123456789012:log-group:of-the-keeper" }
}

override_resource {
  override_during = plan
  target          = aws_lambda_function.keeper
  values          = { arn = "arn:aws:lambda:eu-west-1:123456789012:function:keeper" }
}

override_resource {
  override_during = plan
  target          = aws_cloudwatch_event_rule.keeper
  values          = { arn = "arn:aws:events:eu-west-1:123456789012:rule/keeper" }
}

run "without_more" {
  command = plan

  # Its rule calls it, and nothing else may.
  assert {
    condition = alltrue([
      aws_cloudwatch_event_rule.keeper.name == "omc-flywheel-test-api-keeper",
      aws_cloudwatch_event_rule.keeper.schedule_expression == "rate(5 minutes)",
      aws_cloudwatch_event_rule.keeper.state == "ENABLED",
      aws_cloudwatch_event_target.keeper.rule == aws_cloudwatch_event_rule.keeper.name,
      aws_cloudwatch_event_target.keeper.arn == "arn:aws:lambda:eu-west-1:123456789012:function:keeper",
      aws_lambda_permission.keeper.principal == "events.amazonaws.com",
      aws_lambda_permission.keeper.source_arn == "arn:aws:events:eu-west-1:123456789012:rule/keeper",
      aws_lambda_permission.keeper.function_name == "omc-flywheel-test-api-keeper",
      output.keeper_rule_name == aws_cloudwatch_event_rule.keeper.name,
      output.keeper_function_name == aws_lambda_function.keeper.function_name,
    ])
    error_message = "The rule must call the keeper every five minutes, and nothing else may call it."
  }

  # Runs do not pile up.
  assert {
    condition = alltrue([
      aws_lambda_function_event_invoke_config.keeper.function_name == "omc-flywheel-test-api-keeper",
      aws_lambda_function_event_invoke_config.keeper.maximum_retry_attempts == 0,
      aws_lambda_function_event_invoke_config.keeper.maximum_event_age_in_seconds <= 300,
      aws_cloudwatch_event_target.keeper.retry_policy[0].maximum_retry_attempts == 0,
      aws_cloudwatch_event_target.keeper.retry_policy[0].maximum_event_age_in_seconds <= 300,
    ])
    error_message = "What fails must not be tried again: the next run does what it did not."
  }

  # It is of the same package, with a log of its own.
  assert {
    condition = alltrue([
      aws_lambda_function.keeper.handler == "chalicelib.keeper.keep",
      aws_lambda_function.keeper.filename == aws_lambda_function.api.filename,
      aws_lambda_function.keeper.source_code_hash == aws_lambda_function.api.source_code_hash,
      aws_lambda_function.keeper.runtime == "python3.12",
      aws_lambda_function.keeper.architectures == tolist(["arm64"]),
      aws_lambda_function.keeper.timeout == 60,
      aws_lambda_function.keeper.tracing_config[0].mode == "Active",
      aws_lambda_function.keeper.logging_config[0].log_format == "JSON",
      aws_lambda_function.keeper.logging_config[0].log_group == "/aws/lambda/omc-flywheel-test-api-keeper",
      output.log_group_names.keeper == "/aws/lambda/omc-flywheel-test-api-keeper",
    ])
    error_message = "The keeper must run what the manifest says, with traces and a log of its own."
  }
  assert {
    condition = aws_lambda_function.keeper.environment[0].variables == tomap({
      STATE_MACHINE_ARN    = var.state_machine_arn
      RECORDS_TABLE_NAME   = "omc-flywheel-test-api-records"
      POWERTOOLS_LOG_LEVEL = "INFO"
    })
    error_message = "The keeper must be told of the state machine and the table, and of nothing else."
  }

  # The role may do what the keeper calls and nothing else.
  assert {
    condition = jsonencode({
      for statement in data.aws_iam_policy_document.keeper.statement :
      statement.sid => [sort(statement.actions), sort(statement.resources)]
      }) == jsonencode({
      StateMachine = [
        ["states:ListExecutions"],
        ["arn:aws:states:eu-west-1:123456789012:stateMachine:flywheel"],
      ]
      Executions = [
        ["states:DescribeExecution", "states:DescribeStateMachineForExecution", "states:GetExecutionHistory"],
        ["arn:aws:states:eu-west-1:123456789012:execution:flywheel:*"],
      ]
      Records = [
        ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"],
        ["arn:aws:dynamodb:eu-west-1:123456789012:table/omc-flywheel-test-api-records"],
      ]
      ListOfRecords = [
        ["dynamodb:Query"],
        ["arn:aws:dynamodb:eu-west-1:123456789012:table/omc-flywheel-test-api-records/index/by_start"],
      ]
      Logs = [
        ["logs:CreateLogStream", "logs:PutLogEvents"],
        ["arn:aws:logs:eu-west-1:123456789012:log-group:of-the-keeper:*"],
      ]
      Traces = [["xray:PutTelemetryRecords", "xray:PutTraceSegments"], ["*"]]
    })
    error_message = "The statements must be these and no others."
  }
  assert {
    condition = alltrue([
      aws_iam_role.keeper.name == "omc-flywheel-test-api-keeper",
      aws_iam_role_policy.keeper.role == "omc-flywheel-test-api-keeper",
      aws_iam_role_policy.keeper.role != aws_iam_role_policy.api.role,
    ])
    error_message = "The keeper must have a role of its own."
  }

  # Whoever is on call learns of it when runs fail.
  assert {
    condition = alltrue([
      aws_cloudwatch_metric_alarm.keeper.namespace == "AWS/Lambda",
      aws_cloudwatch_metric_alarm.keeper.metric_name == "Errors",
      aws_cloudwatch_metric_alarm.keeper.dimensions == tomap({ FunctionName = "omc-flywheel-test-api-keeper" }),
      contains(output.alarm_names, aws_cloudwatch_metric_alarm.keeper.alarm_name),
    ])
    error_message = "The alarm must count the keeper's errors."
  }
}

run "switched_off_and_with_a_key_and_bounds" {
  command = plan

  variables {
    keeper_enabled       = false
    kms_key_arn          = "arn:aws:kms:eu-west-1:123456789012:key/1"
    permissions_boundary = "arn:aws:iam::123456789012:policy/bounds"
  }
  assert {
    condition = jsonencode({
      for statement in data.aws_iam_policy_document.keeper.statement :
      statement.sid => [sort(statement.actions), sort(statement.resources)]
      if contains(["Environment", "KeyOfRecords"], statement.sid)
      }) == jsonencode({
      Environment = [["kms:Decrypt"], ["arn:aws:kms:eu-west-1:123456789012:key/1"]]
      KeyOfRecords = [
        ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"],
        ["arn:aws:kms:eu-west-1:123456789012:key/1"],
      ]
    })
    error_message = "The key may be used for the environment and the table."
  }
  assert {
    condition = jsonencode([
      for statement in data.aws_iam_policy_document.keeper.statement :
      [one(statement.condition).variable, sort(one(statement.condition).values)]
      if statement.sid == "KeyOfRecords"
    ]) == jsonencode([["kms:ViaService", ["dynamodb.eu-west-1.amazonaws.com"]]])
    error_message = "The key may be used by way of the table, and by nothing else."
  }
  assert {
    condition     = aws_iam_role.keeper.permissions_boundary == "arn:aws:iam::123456789012:policy/bounds"
    error_message = "The role must have the permissions boundary."
  }
  assert {
    condition     = aws_cloudwatch_event_rule.keeper.state == "DISABLED"
    error_message = "The rule must be off."
  }
}
