# How callers are authenticated.

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
  target          = aws_lambda_function.authorizer
  values          = { invoke_arn = "ask-the-authorizer", version = "7" }
}

override_resource {
  override_during = plan
  target          = aws_lambda_alias.authorizer
  values          = { invoke_arn = "ask-the-alias" }
}

run "tokens_are_asked_for_unless_said_otherwise" {
  command = plan

  # Callers need tokens.
  assert {
    condition = jsonencode(jsondecode(aws_api_gateway_rest_api.api.body).components.securitySchemes) == jsonencode({
      token = {
        type                           = "apiKey"
        name                           = "Authorization"
        in                             = "header"
        "x-amazon-apigateway-authtype" = "custom"
        "x-amazon-apigateway-authorizer" = {
          type                         = "token"
          authorizerUri                = "ask-the-authorizer"
          authorizerResultTtlInSeconds = 60
          identityValidationExpression = "^[Bb][Ee][Aa][Rr][Ee][Rr] +[A-Za-z0-9._~+/=-]{1,8192}$"
        }
      }
    })
    error_message = "The authorizer must be the only way to authenticate."
  }
  assert {
    condition = alltrue(flatten([
      for path, methods in jsondecode(aws_api_gateway_rest_api.api.body).paths : [
        for method, operation in methods : jsonencode(operation.security) == (
          method == "x-amazon-apigateway-any-method" || contains(["/health", "/things/{id}/open"], path)
          ? "[]" : jsonencode([{ token = [] }])
        )
      ]
    ]))
    error_message = "Every route must require it, except the open ones and those that call nothing."
  }
  assert {
    condition = alltrue([
      output.token_secret_arn == aws_secretsmanager_secret.tokens[0].arn,
      output.authorizer_function_name == aws_lambda_function.authorizer[0].function_name,
      output.caller_policies == {},
      aws_lambda_function.api.environment[0].variables.AUTHENTICATION == "token",
      aws_lambda_permission.authorizer[0].source_arn == "arn:aws:execute-api:eu-west-1:123456789012:mockapi/authorizers/*",
      aws_lambda_permission.authorizer[0].principal == "apigateway.amazonaws.com",
      aws_secretsmanager_secret.tokens[0].recovery_window_in_days == 30,
    ])
    error_message = "The outputs must name the secret and the authorizer, and only this API's authorizers may be called."
  }

  # The authorizer is of the same package.
  assert {
    condition = alltrue([
      aws_lambda_function.authorizer[0].handler == "chalicelib.authorizer.authorize",
      aws_lambda_function.authorizer[0].filename == aws_lambda_function.api.filename,
      aws_lambda_function.authorizer[0].source_code_hash == aws_lambda_function.api.source_code_hash,
      aws_lambda_function.authorizer[0].runtime == "python3.12",
      aws_lambda_function.authorizer[0].architectures == tolist(["arm64"]),
      aws_lambda_function.authorizer[0].tracing_config[0].mode == "Active",
      aws_lambda_function.authorizer[0].logging_config[0].log_group == aws_cloudwatch_log_group.authorizer[0].name,
      !aws_lambda_function.authorizer[0].publish,
    ])
    error_message = "The authorizer must run what the manifest says, with traces and a log of its own."
  }
  assert {
    condition = aws_lambda_function.authorizer[0].environment[0].variables == tomap({
      TOKEN_SECRET_ARN         = aws_secretsmanager_secret.tokens[0].arn
      POWERTOOLS_LOG_LEVEL     = "INFO"
      PYDANTIC_DISABLE_PLUGINS = "true"
    })
    error_message = "What is not given must be left to the API's own defaults."
  }
}

run "the_issuer_and_the_times_reach_the_authorizer" {
  command = plan

  variables {
    token_cache_seconds    = 0
    authorizer_ttl_seconds = 0
    token_recovery_days    = 0
    log_level              = "WARN"
    permissions_boundary   = "arn:aws:iam::123456789012:policy/bounds"
    oidc = {
      issuer               = "https://login.example.com/tenant"
      audience             = "refresh"
      roles_claim          = "realm_access.roles"
      roles_claim_is_scope = true
      operator_role        = "refresh-operator"
    }
  }
  assert {
    condition = aws_lambda_function.authorizer[0].environment[0].variables == tomap({
      TOKEN_SECRET_ARN          = aws_secretsmanager_secret.tokens[0].arn
      TOKEN_CACHE_SECONDS       = "0"
      OIDC_ISSUER               = "https://login.example.com/tenant"
      OIDC_AUDIENCE             = "refresh"
      OIDC_ROLES_CLAIM          = "realm_access.roles"
      OIDC_ROLES_CLAIM_IS_SCOPE = "true"
      OIDC_OPERATOR_ROLE        = "refresh-operator"
      POWERTOOLS_LOG_LEVEL      = "WARN"
      PYDANTIC_DISABLE_PLUGINS  = "true"
    })
    error_message = "Each setting must be an environment variable."
  }
  assert {
    condition = alltrue([
      strcontains(aws_api_gateway_rest_api.api.body, "\"authorizerResultTtlInSeconds\":0"),
      aws_secretsmanager_secret.tokens[0].recovery_window_in_days == 0,
      aws_iam_role.authorizer[0].permissions_boundary == "arn:aws:iam::123456789012:policy/bounds",
    ])
    error_message = "The gateway's time, the secret's recovery and the role's bounds must be as given."
  }
  assert {
    condition = length([
      for name in keys(aws_lambda_function.api.environment[0].variables) :
      name if startswith(name, "OIDC") || startswith(name, "TOKEN")
    ]) == 0
    error_message = "The API's function must get no settings of the authentication."
  }
}

run "with_snap_start_the_alias_is_asked" {
  command = plan

  variables {
    snap_start = true
  }
  assert {
    condition     = strcontains(aws_api_gateway_rest_api.api.body, "ask-the-alias") && !strcontains(aws_api_gateway_rest_api.api.body, "ask-the-authorizer")
    error_message = "The gateway must call the alias of the published version."
  }
}

run "iam_needs_no_authorizer" {
  command = plan

  variables {
    authentication = "iam"
  }
  assert {
    condition = jsonencode(jsondecode(aws_api_gateway_rest_api.api.body).components.securitySchemes) == jsonencode({
      iam = {
        type                           = "apiKey"
        name                           = "Authorization"
        in                             = "header"
        "x-amazon-apigateway-authtype" = "awsSigv4"
      }
    })
    error_message = "Signatures must be the only way to authenticate."
  }
  assert {
    condition     = jsonencode(jsondecode(aws_api_gateway_rest_api.api.body).paths["/executions/{name}"].get.security) == jsonencode([{ iam = [] }])
    error_message = "Every closed route must require a signature."
  }
  assert {
    condition = alltrue([
      length(aws_lambda_function.authorizer) == 0,
      length(aws_lambda_permission.authorizer) == 0,
      length(aws_iam_role.authorizer) == 0,
      length(aws_iam_role_policy.authorizer) == 0,
      length(aws_cloudwatch_log_group.authorizer) == 0,
      length(aws_secretsmanager_secret.tokens) == 0,
      output.token_secret_arn == null,
      output.authorizer_function_name == null,
      output.authorizer_role_name == null,
      output.log_group_names.authorizer == null,
      aws_lambda_function.api.environment[0].variables.AUTHENTICATION == "iam",
    ])
    error_message = "The resources for tokens must not be created."
  }
  assert {
    condition = jsonencode({
      for role, policy in data.aws_iam_policy_document.callers :
      role => [one(policy.statement).actions, one(policy.statement).resources]
      }) == jsonencode({
      operator = [["execute-api:Invoke"], [
        "arn:aws:execute-api:eu-west-1:123456789012:mockapi/api/GET/*",
        "arn:aws:execute-api:eu-west-1:123456789012:mockapi/api/HEAD/*",
        "arn:aws:execute-api:eu-west-1:123456789012:mockapi/api/POST/*",
        "arn:aws:execute-api:eu-west-1:123456789012:mockapi/api/PUT/*",
      ]]
      viewer = [["execute-api:Invoke"], [
        "arn:aws:execute-api:eu-west-1:123456789012:mockapi/api/GET/*",
        "arn:aws:execute-api:eu-west-1:123456789012:mockapi/api/HEAD/*",
      ]]
    })
    error_message = "A viewer may GET and HEAD; an operator may POST and PUT as well, on this API's stage alone."
  }
  assert {
    condition     = jsonencode(keys(output.caller_policies)) == jsonencode(["operator", "viewer"])
    error_message = "The outputs must have both policies."
  }
}
