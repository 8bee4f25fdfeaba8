# The resources of the module, planned with a tiny package and without an account.

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

run "without_more" {
  command = plan

  # Names contain the environment.
  assert {
    condition = alltrue([
      aws_lambda_function.api.function_name == "omc-flywheel-test-api",
      aws_iam_role.api.name == "omc-flywheel-test-api",
      aws_api_gateway_rest_api.api.name == "omc-flywheel-test-api",
      aws_lambda_function.authorizer[0].function_name == "omc-flywheel-test-api-authorizer",
      aws_iam_role.authorizer[0].name == "omc-flywheel-test-api-authorizer",
      aws_secretsmanager_secret.tokens[0].name == "omc-flywheel-test-api-tokens",
      aws_dynamodb_table.records.name == "omc-flywheel-test-api-records",
      aws_cloudwatch_log_group.function.name == "/aws/lambda/omc-flywheel-test-api",
      aws_cloudwatch_log_group.authorizer[0].name == "/aws/lambda/omc-flywheel-test-api-authorizer",
      aws_cloudwatch_log_group.access.name == "/aws/apigateway/omc-flywheel-test-api/access",
      aws_cloudwatch_log_group.execution.name == "API-Gateway-Execution-Logs_mockapi/api",
      alltrue([for name in output.alarm_names : startswith(name, "omc-flywheel-test-api-")]),
    ])
    error_message = "Every name must begin with the prefix and the environment."
  }

  # The function is what the package says.
  assert {
    condition = alltrue([
      aws_lambda_function.api.runtime == "python3.12",
      aws_lambda_function.api.architectures == tolist(["arm64"]),
      aws_lambda_function.api.handler == "app.app",
      aws_lambda_function.api.source_code_hash == filebase64sha256("./tests/package/deployment.zip"),
    ])
    error_message = "Runtime, architecture, handler and hash must come from manifest.json."
  }
  assert {
    condition = aws_lambda_function.api.environment[0].variables == tomap({
      AUTHENTICATION           = "token"
      ENVIRONMENT              = var.environment
      STATE_MACHINE_ARN        = var.state_machine_arn
      LOCK_TABLE_NAME          = var.lock_table_name
      RECORDS_TABLE_NAME       = "omc-flywheel-test-api-records"
      POWERTOOLS_LOG_LEVEL     = "INFO"
      PYDANTIC_DISABLE_PLUGINS = "true"
    })
    error_message = "What is not given must be left to the API's own defaults."
  }
  assert {
    condition = alltrue([
      aws_lambda_function.api.tracing_config[0].mode == "Active",
      aws_lambda_function.api.logging_config[0].log_format == "JSON",
      aws_lambda_function.api.logging_config[0].log_group == aws_cloudwatch_log_group.function.name,
      aws_lambda_function.api.reserved_concurrent_executions == -1,
      aws_lambda_function.api.timeout == 29,
    ])
    error_message = "Tracing and JSON logs must be on, and concurrency shared."
  }

  # What is recorded is not lost by mistake, and can be listed.
  assert {
    condition = alltrue([
      aws_dynamodb_table.records.billing_mode == "PAY_PER_REQUEST",
      aws_dynamodb_table.records.hash_key == "name",
      aws_dynamodb_table.records.deletion_protection_enabled,
      aws_dynamodb_table.records.point_in_time_recovery[0].enabled,
      !aws_dynamodb_table.records.server_side_encryption[0].enabled,
      one(aws_dynamodb_table.records.global_secondary_index).name == "by_start",
      output.records_table_name == aws_dynamodb_table.records.name,
    ])
    error_message = "The records must be protected from deletion, restorable, and listed by start."
  }

  # Optional resources are left out.
  assert {
    condition = alltrue([
      length(aws_lambda_alias.live) == 0,
      length(aws_lambda_alias.authorizer) == 0,
      length(aws_api_gateway_account.logging) == 0,
      length(aws_iam_role.account_logging) == 0,
      length(aws_api_gateway_domain_name.api) == 0,
      length(aws_api_gateway_base_path_mapping.api) == 0,
      length(aws_route53_record.api) == 0,
      !aws_api_gateway_rest_api.api.disable_execute_api_endpoint,
      length(data.aws_iam_policy_document.sources) == 0,
      aws_lambda_permission.gateway.qualifier == null,
      !aws_lambda_function.api.publish,
    ])
    error_message = "Optional resources must not be created by default."
  }
  assert {
    condition     = output.url == "https://mockapi.execute-api.eu-west-1.amazonaws.com/api"
    error_message = "Without a domain, the URL is the stage's."
  }

  # The gateway calls the function.
  assert {
    condition = alltrue([
      for methods in jsondecode(aws_api_gateway_rest_api.api.body).paths : alltrue([
        for method, operation in methods :
        try(operation["x-amazon-apigateway-integration"].uri, "none") == (
          method == "x-amazon-apigateway-any-method" ? "none" : "invoke-the-function"
        )
      ])
    ])
    error_message = "Every route must call the function, and nothing else may call it."
  }
  assert {
    condition     = contains(keys(jsondecode(aws_api_gateway_rest_api.api.body).paths), "/executions/{name}")
    error_message = "The parameters of paths must stay in the body."
  }
  assert {
    condition     = aws_lambda_permission.gateway.source_arn == "arn:aws:execute-api:eu-west-1:123456789012:mockapi/api/*"
    error_message = "Nothing but this API's stage may call the function."
  }
  assert {
    condition     = aws_api_gateway_deployment.api.triggers.body == sha256(aws_api_gateway_rest_api.api.body)
    error_message = "A new body must create a new deployment."
  }
  assert {
    condition = alltrue([
      aws_api_gateway_stage.api.stage_name == "api",
      aws_api_gateway_stage.api.xray_tracing_enabled,
      alltrue([
        for field in ["request_id", "caller", "status", "latency"] :
        contains(keys(jsondecode(aws_api_gateway_stage.api.access_log_settings[0].format)), field)
      ]),
    ])
    error_message = "The stage must trace, and log who called, what came of it and how long it took."
  }
  assert {
    # No text of the caller's own except the user agent: no path, query, header or body.
    condition = jsonencode(sort(values(jsondecode(aws_api_gateway_stage.api.access_log_settings[0].format)))) == jsonencode(sort([
      "$context.authorizer.principalId", "$context.error.responseType", "$context.httpMethod",
      "$context.identity.sourceIp", "$context.identity.userAgent", "$context.identity.userArn",
      "$context.integration.error", "$context.integration.latency", "$context.integration.status",
      "$context.requestId", "$context.requestTimeEpoch", "$context.resourcePath",
      "$context.responseLatency", "$context.responseLength", "$context.status", "$context.xrayTraceId",
    ]))
    error_message = "The access log must hold these and nothing that a token could be in."
  }
  assert {
    condition = alltrue([
      aws_api_gateway_method_settings.all.method_path == "*/*",
      aws_api_gateway_method_settings.all.settings[0].metrics_enabled,
      !aws_api_gateway_method_settings.all.settings[0].data_trace_enabled,
      aws_api_gateway_method_settings.all.settings[0].throttling_rate_limit == 50,
      aws_api_gateway_method_settings.all.settings[0].throttling_burst_limit == 100,
    ])
    error_message = "Every method must be counted and throttled, and no body logged."
  }
}

run "settings_reach_the_function" {
  command = plan

  variables {
    poll_after_seconds   = 10
    live_cache_seconds   = 0
    log_level            = "WARN"
    reserved_concurrency = 5
    memory_size          = 512
    timeout              = 10
    permissions_boundary = "arn:aws:iam::123456789012:policy/bounds"
  }
  assert {
    condition = aws_lambda_function.api.environment[0].variables == tomap({
      AUTHENTICATION           = "token"
      ENVIRONMENT              = var.environment
      STATE_MACHINE_ARN        = var.state_machine_arn
      LOCK_TABLE_NAME          = var.lock_table_name
      RECORDS_TABLE_NAME       = "omc-flywheel-test-api-records"
      POLL_AFTER_SECONDS       = "10"
      LIVE_CACHE_SECONDS       = "0"
      POWERTOOLS_LOG_LEVEL     = "WARN"
      PYDANTIC_DISABLE_PLUGINS = "true"
    })
    error_message = "Each setting must be an environment variable."
  }
  assert {
    condition = alltrue([
      aws_lambda_function.api.logging_config[0].application_log_level == "WARN",
      aws_lambda_function.api.reserved_concurrent_executions == 5,
      aws_lambda_function.api.memory_size == 512,
      aws_lambda_function.api.timeout == 10,
      aws_iam_role.api.permissions_boundary == "arn:aws:iam::123456789012:policy/bounds",
    ])
    error_message = "Level, concurrency, memory, timeout and boundary must be as given."
  }
}

run "what_changes_something_is_throttled_by_itself" {
  command = plan

  variables {
    write_throttle_rate  = 0.5
    write_throttle_burst = 3
  }
  assert {
    condition = jsonencode({
      for method, set in aws_api_gateway_method_settings.writes : method => set.method_path
      }) == jsonencode({
      "PUT /schedule" = "~1schedule/PUT"
    })
    error_message = "Every method but GET and HEAD, and but a stop, must have settings, in the gateway's own form of its path."
  }
  assert {
    condition = alltrue([
      for set in aws_api_gateway_method_settings.writes : alltrue([
        set.settings[0].throttling_rate_limit == 0.5,
        set.settings[0].throttling_burst_limit == 3,
        set.settings[0].metrics_enabled,
        set.settings[0].logging_level == "ERROR",
        !set.settings[0].data_trace_enabled,
      ])
    ])
    error_message = "They must be throttled as given, counted and logged as all others."
  }
}
