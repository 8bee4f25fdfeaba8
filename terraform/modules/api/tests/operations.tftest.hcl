# The module with a domain, a key, alarms and tags.
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

run "a_domain_is_the_url" {
  command = plan

  variables {
    domain = {
      domain_name     = "refresh.example.com"
      certificate_arn = "arn:aws:acm:eu-west-1:123456789012:certificate/1"
      zone_id         = "Z1"
    }
  }
  assert {
    condition = alltrue([
      output.url == "https://refresh.example.com",
      aws_api_gateway_domain_name.api[0].security_policy == "TLS_1_2",
      length(aws_api_gateway_base_path_mapping.api) == 1,
      aws_route53_record.api[0].name == "refresh.example.com",
      aws_api_gateway_rest_api.api.disable_execute_api_endpoint,
      aws_api_gateway_deployment.api.triggers.domain == "true",
    ])
    error_message = "The domain must be mapped to the stage, with a record in the zone, and be the only way in."
  }
}

run "a_domain_without_a_zone_has_no_record" {
  command = plan

  variables {
    domain = {
      domain_name     = "refresh.example.com"
      certificate_arn = "arn:aws:acm:eu-west-1:123456789012:certificate/1"
    }
  }
  assert {
    condition     = length(aws_route53_record.api) == 0 && output.domain_target != null
    error_message = "Without a zone there must be no record, and the output must have the target."
  }
}

run "snap_start_puts_an_alias_between" {
  command = plan

  variables {
    snap_start = true
  }
  assert {
    condition = alltrue([
      aws_lambda_function.api.publish,
      aws_lambda_function.api.snap_start[0].apply_on == "PublishedVersions",
      aws_lambda_alias.live[0].function_version == "7",
      aws_lambda_permission.gateway.qualifier == "live",
      aws_lambda_function.authorizer[0].publish,
      aws_lambda_function.authorizer[0].snap_start[0].apply_on == "PublishedVersions",
      aws_lambda_alias.authorizer[0].function_version == "7",
      aws_lambda_permission.authorizer[0].qualifier == "live",
      strcontains(aws_api_gateway_rest_api.api.body, "invoke-the-alias"),
      !strcontains(aws_api_gateway_rest_api.api.body, "invoke-the-function"),
    ])
    error_message = "With SnapStart the gateway must call the alias of the published version."
  }
}

run "what_operations_ask_for_is_done" {
  command = plan

  variables {
    kms_key_arn                 = "arn:aws:kms:eu-west-1:123456789012:key/1"
    log_retention_days          = 7
    alarm_actions               = ["arn:aws:sns:eu-west-1:123456789012:oncall"]
    latency_threshold_seconds   = 2
    tags                        = { team = "data" }
    manage_account_logging      = true
    records_deletion_protection = false
  }

  # The key encrypts logs, environments, tokens and records.
  assert {
    condition = alltrue([
      aws_lambda_function.api.kms_key_arn == var.kms_key_arn,
      aws_lambda_function.authorizer[0].kms_key_arn == var.kms_key_arn,
      aws_lambda_function.keeper.kms_key_arn == var.kms_key_arn,
      aws_secretsmanager_secret.tokens[0].kms_key_id == var.kms_key_arn,
      aws_dynamodb_table.records.server_side_encryption[0].enabled,
      aws_dynamodb_table.records.server_side_encryption[0].kms_key_arn == var.kms_key_arn,
      aws_cloudwatch_log_group.authorizer[0].kms_key_id == var.kms_key_arn,
      aws_cloudwatch_log_group.authorizer[0].retention_in_days == 7,
      aws_cloudwatch_log_group.keeper.kms_key_id == var.kms_key_arn,
      aws_cloudwatch_log_group.keeper.retention_in_days == 7,
      aws_cloudwatch_log_group.function.kms_key_id == var.kms_key_arn,
      aws_cloudwatch_log_group.access.kms_key_id == var.kms_key_arn,
      aws_cloudwatch_log_group.execution.kms_key_id == var.kms_key_arn,
      aws_cloudwatch_log_group.function.retention_in_days == 7,
      aws_cloudwatch_log_group.access.retention_in_days == 7,
      aws_cloudwatch_log_group.execution.retention_in_days == 7,
    ])
    error_message = "Every log group must have the key and the retention; environments, tokens and records must have the key."
  }

  # The alarms tell whom they are told to.
  assert {
    condition = alltrue([
      for alarm in [
        aws_cloudwatch_metric_alarm.server_errors, aws_cloudwatch_metric_alarm.latency,
        aws_cloudwatch_metric_alarm.throttles, aws_cloudwatch_metric_alarm.errors,
        aws_cloudwatch_metric_alarm.keeper,
      ] : alarm.alarm_actions == toset(var.alarm_actions) && alarm.ok_actions == toset(var.alarm_actions)
    ])
    error_message = "Every alarm must notify when it goes off and when it is over."
  }
  assert {
    condition     = aws_cloudwatch_metric_alarm.latency.threshold == 2000 && aws_cloudwatch_metric_alarm.latency.extended_statistic == "p95"
    error_message = "Latency is the p95, in milliseconds."
  }

  # Tags are on everything.
  assert {
    condition = alltrue([
      for resource in [
        aws_lambda_function.api, aws_iam_role.api, aws_api_gateway_rest_api.api,
        aws_api_gateway_stage.api, aws_cloudwatch_log_group.function, aws_cloudwatch_log_group.access,
        aws_cloudwatch_log_group.execution, aws_cloudwatch_metric_alarm.server_errors,
        aws_cloudwatch_metric_alarm.latency, aws_cloudwatch_metric_alarm.throttles,
        aws_cloudwatch_metric_alarm.errors, aws_lambda_function.authorizer[0], aws_iam_role.authorizer[0],
        aws_cloudwatch_log_group.authorizer[0], aws_secretsmanager_secret.tokens[0],
        aws_dynamodb_table.records, aws_lambda_function.keeper, aws_iam_role.keeper,
        aws_cloudwatch_log_group.keeper, aws_cloudwatch_event_rule.keeper, aws_cloudwatch_metric_alarm.keeper,
      ] : resource.tags == tomap({ team = "data" })
    ])
    error_message = "Every resource that takes tags must have them."
  }

  # The role of the account's logs is made.
  assert {
    condition = alltrue([
      aws_iam_role.account_logging[0].name == "omc-flywheel-test-api-gateway-logs",
      length(aws_api_gateway_account.logging) == 1,
      one(one(data.aws_iam_policy_document.account_logging_trust[0].statement).principals).identifiers == toset(["apigateway.amazonaws.com"]),
    ])
    error_message = "The role must be API Gateway's, and be set for the account."
  }

  # Where environments come and go, records may be deleted.
  assert {
    condition     = !aws_dynamodb_table.records.deletion_protection_enabled
    error_message = "The protection must be a switch."
  }
}
