# What is refused before anything is made.

mock_provider "aws" {
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }
}

variables {
  environment       = "test"
  package_directory = "./tests/package"
  state_machine_arn = "arn:aws:states:eu-west-1:123456789012:stateMachine:flywheel"
  lock_table_name   = "flywheel-lock"
  glue_job_arns     = ["arn:aws:glue:eu-west-1:123456789012:job/two", "arn:aws:glue:eu-west-1:123456789012:job/one"]
}

run "name_prefix_with_a_capital_is_refused" {
  command = plan
  variables {
    name_prefix = "Flywheel"
  }
  expect_failures = [var.name_prefix]
}

run "name_prefix_of_one_letter_is_refused" {
  command = plan
  variables {
    name_prefix = "a"
  }
  expect_failures = [var.name_prefix]
}

run "name_prefix_too_long_for_a_role_is_refused" {
  command = plan
  variables {
    name_prefix = "a23456789012345678901234567890x"
  }
  expect_failures = [var.name_prefix]
}

run "environment_with_a_capital_is_refused" {
  command = plan
  variables {
    environment = "Dev"
  }
  expect_failures = [var.environment]
}

run "environment_of_one_letter_is_refused" {
  command = plan
  variables {
    environment = "d"
  }
  expect_failures = [var.environment]
}

run "environment_too_long_for_a_role_is_refused" {
  command = plan
  variables {
    environment = "seventeen-letters"
  }
  expect_failures = [var.environment]
}

run "package_directory_without_a_package_is_refused" {
  command = plan
  variables {
    package_directory = "./tests"
  }
  expect_failures = [var.package_directory]
}

run "state_machine_arn_that_is_a_name_is_refused" {
  command = plan
  variables {
    state_machine_arn = "flywheel"
  }
  expect_failures = [var.state_machine_arn]
}

run "state_machine_arn_of_an_execution_is_refused" {
  command = plan
  variables {
    state_machine_arn = "arn:aws:states:eu-west-1:123456789012:execution:flywheel:x"
  }
  expect_failures = [var.state_machine_arn]
}

run "memory_size_below_128_is_refused" {
  command = plan
  variables {
    memory_size = 64
  }
  expect_failures = [var.memory_size]
}

run "memory_size_above_10240_is_refused" {
  command = plan
  variables {
    memory_size = 10241
  }
  expect_failures = [var.memory_size]
}

run "memory_size_with_a_fraction_is_refused" {
  command = plan
  variables {
    memory_size = 128.5
  }
  expect_failures = [var.memory_size]
}

run "timeout_longer_than_the_gateway_waits_is_refused" {
  command = plan
  variables {
    timeout = 30
  }
  expect_failures = [var.timeout]
}

run "timeout_of_no_seconds_is_refused" {
  command = plan
  variables {
    timeout = 0
  }
  expect_failures = [var.timeout]
}

run "reserved_concurrency_of_none_is_refused" {
  command = plan
  variables {
    reserved_concurrency = 0
  }
  expect_failures = [var.reserved_concurrency]
}

run "reserved_concurrency_with_a_fraction_is_refused" {
  command = plan
  variables {
    reserved_concurrency = 1.5
  }
  expect_failures = [var.reserved_concurrency]
}

run "poll_after_no_seconds_is_refused" {
  command = plan
  variables {
    poll_after_seconds = 0
  }
  expect_failures = [var.poll_after_seconds]
}

run "live_cache_below_zero_is_refused" {
  command = plan
  variables {
    live_cache_seconds = -1
  }
  expect_failures = [var.live_cache_seconds]
}

run "permissions_boundary_that_is_a_name_is_refused" {
  command = plan
  variables {
    permissions_boundary = "bounds"
  }
  expect_failures = [var.permissions_boundary]
}

run "log_level_in_lower_case_is_refused" {
  command = plan
  variables {
    log_level = "info"
  }
  expect_failures = [var.log_level]
}

run "log_retention_unknown_to_cloudwatch_is_refused" {
  command = plan
  variables {
    log_retention_days = 8
  }
  expect_failures = [var.log_retention_days]
}

run "kms_key_by_its_alias_is_refused" {
  command = plan
  variables {
    kms_key_arn = "alias/key"
  }
  expect_failures = [var.kms_key_arn]
}

run "throttle_rate_of_nothing_is_refused" {
  command = plan
  variables {
    throttle_rate = 0
  }
  expect_failures = [var.throttle_rate]
}

run "throttle_burst_of_nothing_is_refused" {
  command = plan
  variables {
    throttle_burst = 0
  }
  expect_failures = [var.throttle_burst]
}

run "throttle_burst_above_5000_is_refused" {
  command = plan
  variables {
    throttle_burst = 5001
  }
  expect_failures = [var.throttle_burst]
}

run "source_address_without_a_length_is_refused" {
  command = plan
  variables {
    allowed_source_cidrs = ["203.0.113.7"]
  }
  expect_failures = [var.allowed_source_cidrs]
}

run "source_in_words_is_refused" {
  command = plan
  variables {
    allowed_source_cidrs = ["everywhere"]
  }
  expect_failures = [var.allowed_source_cidrs]
}

run "alarm_action_that_is_no_arn_is_refused" {
  command = plan
  variables {
    alarm_actions = ["oncall@example.com"]
  }
  expect_failures = [var.alarm_actions]
}

run "latency_threshold_of_no_seconds_is_refused" {
  command = plan
  variables {
    latency_threshold_seconds = 0
  }
  expect_failures = [var.latency_threshold_seconds]
}

run "latency_threshold_where_the_gateway_gives_up_is_refused" {
  command = plan
  variables {
    latency_threshold_seconds = 29
  }
  expect_failures = [var.latency_threshold_seconds]
}

run "domain_without_a_dot_is_refused" {
  command = plan
  variables {
    domain = {
      domain_name     = "refresh"
      certificate_arn = "arn:aws:acm:eu-west-1:123456789012:certificate/1"
    }
  }
  expect_failures = [var.domain]
}

run "certificate_of_another_region_is_refused" {
  command = plan
  variables {
    domain = {
      domain_name     = "refresh.example.com"
      certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/1"
    }
  }
  expect_failures = [var.domain]
}

run "certificate_of_another_service_is_refused" {
  command = plan
  variables {
    domain = {
      domain_name     = "refresh.example.com"
      certificate_arn = "arn:aws:iam::123456789012:server-certificate/1"
    }
  }
  expect_failures = [var.domain]
}

run "snap_start_of_an_old_python_is_refused" {
  command = plan
  variables {
    snap_start        = true
    package_directory = "./tests/package-python3.11"
  }
  expect_failures = [aws_lambda_function.api]
}

run "a_zip_that_is_not_the_manifests_is_refused" {
  command = plan
  variables {
    package_directory = "./tests/package-stale"
  }
  expect_failures = [aws_lambda_function.api]
}

run "a_table_has_a_name" {
  command = plan

  variables {
    lock_table_name = "no"
  }

  expect_failures = [var.lock_table_name]
}

run "jobs_are_arns" {
  command = plan

  variables {
    glue_job_arns = ["arn:aws:glue:eu-west-1:123456789012:job/*"]
  }

  expect_failures = [var.glue_job_arns]
}

run "authentication_of_another_kind_is_refused" {
  command = plan
  variables {
    authentication = "cognito"
  }
  expect_failures = [var.authentication]
}

run "issuer_over_plain_http_is_refused" {
  command = plan
  variables {
    oidc = {
      issuer   = "http://login.example.com"
      audience = "refresh"
    }
  }
  expect_failures = [var.oidc]
}

run "issuer_with_a_query_is_refused" {
  command = plan
  variables {
    oidc = {
      issuer   = "https://login.example.com/?tenant=1"
      audience = "refresh"
    }
  }
  expect_failures = [var.oidc]
}

run "issuer_without_an_audience_is_refused" {
  command = plan
  variables {
    oidc = {
      issuer   = "https://login.example.com"
      audience = " "
    }
  }
  expect_failures = [var.oidc]
}

run "role_without_a_name_is_refused" {
  command = plan
  variables {
    oidc = {
      issuer        = "https://login.example.com"
      audience      = "refresh"
      operator_role = ""
    }
  }
  expect_failures = [var.oidc]
}

run "issuer_where_callers_sign_is_refused" {
  command = plan
  variables {
    authentication = "iam"
    oidc = {
      issuer   = "https://login.example.com"
      audience = "refresh"
    }
  }
  expect_failures = [var.oidc]
}

run "token_cache_below_zero_is_refused" {
  command = plan
  variables {
    token_cache_seconds = -1
  }
  expect_failures = [var.token_cache_seconds]
}

run "authorizer_ttl_below_zero_is_refused" {
  command = plan
  variables {
    authorizer_ttl_seconds = -1
  }
  expect_failures = [var.authorizer_ttl_seconds]
}

run "authorizer_ttl_above_an_hour_is_refused" {
  command = plan
  variables {
    authorizer_ttl_seconds = 3601
  }
  expect_failures = [var.authorizer_ttl_seconds]
}

run "authorizer_ttl_with_a_fraction_is_refused" {
  command = plan
  variables {
    authorizer_ttl_seconds = 0.5
  }
  expect_failures = [var.authorizer_ttl_seconds]
}

run "token_recovery_of_six_days_is_refused" {
  command = plan
  variables {
    token_recovery_days = 6
  }
  expect_failures = [var.token_recovery_days]
}

run "token_recovery_of_more_than_a_month_is_refused" {
  command = plan
  variables {
    token_recovery_days = 31
  }
  expect_failures = [var.token_recovery_days]
}

run "origin_of_every_site_is_refused" {
  command = plan
  variables {
    cors_origin = "*"
  }
  expect_failures = [var.cors_origin]
}

run "origin_with_a_path_is_refused" {
  command = plan
  variables {
    cors_origin = "https://ops.example.com/"
  }
  expect_failures = [var.cors_origin]
}

run "origin_with_a_capital_is_refused" {
  command = plan
  variables {
    cors_origin = "https://Ops.example.com"
  }
  expect_failures = [var.cors_origin]
}

run "origin_without_a_scheme_is_refused" {
  command = plan
  variables {
    cors_origin = "ops.example.com"
  }
  expect_failures = [var.cors_origin]
}

run "two_origins_are_refused" {
  command = plan
  variables {
    cors_origin = "https://a.example.com,https://b.example.com"
  }
  expect_failures = [var.cors_origin]
}

run "origin_that_ends_the_quotes_is_refused" {
  command = plan
  variables {
    cors_origin = "https://ops.example.com'"
  }
  expect_failures = [var.cors_origin]
}

run "write_throttle_rate_of_nothing_is_refused" {
  command = plan
  variables {
    write_throttle_rate = 0
  }
  expect_failures = [var.write_throttle_rate]
}

run "write_throttle_burst_of_nothing_is_refused" {
  command = plan
  variables {
    write_throttle_burst = 0
  }
  expect_failures = [var.write_throttle_burst]
}

run "write_throttle_burst_with_a_fraction_is_refused" {
  command = plan
  variables {
    write_throttle_burst = 1.5
  }
  expect_failures = [var.write_throttle_burst]
}

run "pages_of_another_site_cannot_sign" {
  command = plan
  variables {
    authentication = "iam"
    cors_origin    = "https://ops.example.com"
  }
  expect_failures = [var.cors_origin]
}
