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

# A variable in expect_failures that is right after all fails its run, and so does a wrong one that is not
# in it. Which of a variable's values or validations it was is not told apart: so a run holds one wrong
# value of a variable, wrong in one way, and none that another variable's validation looks at.

run "wrong_values_are_refused_1" {
  command = plan

  variables {
    # name_prefix with a capital
    name_prefix = "Flywheel"

    # environment with a capital
    environment = "Dev"

    # package_directory without a package
    package_directory = "./tests"

    # state_machine_arn that is a name
    state_machine_arn = "flywheel"

    # memory_size below 128
    memory_size = 64

    # timeout longer than the gateway waits
    timeout = 30

    # reserved_concurrency of none
    reserved_concurrency = 0

    # poll after no seconds
    poll_after_seconds = 0

    # live cache below zero
    live_cache_seconds = -1

    # permissions_boundary that is a name
    permissions_boundary = "bounds"

    # log_level in lower case
    log_level = "info"

    # log retention unknown to CloudWatch
    log_retention_days = 8

    # KMS key by its alias
    kms_key_arn = "alias/key"

    # throttle rate of nothing
    throttle_rate = 0

    # throttle burst of nothing
    throttle_burst = 0

    # source address without a length
    allowed_source_cidrs = ["203.0.113.7"]

    # alarm action that is no ARN
    alarm_actions = ["oncall@example.com"]

    # latency threshold of no seconds
    latency_threshold_seconds = 0

    # lock_table_name too short for a table
    lock_table_name = "no"

    # jobs by a pattern
    glue_job_arns = ["arn:aws:glue:eu-west-1:123456789012:job/*"]

    # authentication of another kind
    authentication = "cognito"

    # token cache below zero
    token_cache_seconds = -1

    # authorizer's TTL below zero
    authorizer_ttl_seconds = -1

    # token recovery of six days
    token_recovery_days = 6

    # write throttle rate of nothing
    write_throttle_rate = 0

    # write throttle burst of nothing
    write_throttle_burst = 0
  }

  expect_failures = [
    var.name_prefix, var.environment, var.package_directory, var.state_machine_arn, var.memory_size,
    var.timeout, var.reserved_concurrency, var.poll_after_seconds, var.live_cache_seconds,
    var.permissions_boundary, var.log_level, var.log_retention_days, var.kms_key_arn,
    var.throttle_rate, var.throttle_burst, var.allowed_source_cidrs, var.alarm_actions,
    var.latency_threshold_seconds, var.lock_table_name, var.glue_job_arns, var.authentication,
    var.token_cache_seconds, var.authorizer_ttl_seconds, var.token_recovery_days,
    var.write_throttle_rate, var.write_throttle_burst,
  ]
}

run "wrong_values_are_refused_2" {
  command = plan

  variables {
    # name_prefix of one letter
    name_prefix = "a"

    # environment of one letter
    environment = "d"

    # state_machine_arn of an execution
    state_machine_arn = "arn:aws:states:eu-west-1:123456789012:execution:flywheel:x"

    # memory_size above 10240
    memory_size = 10241

    # timeout that hardly lasts for one call to AWS
    timeout = 9

    # reserved_concurrency with a fraction
    reserved_concurrency = 1.5

    # throttle burst above 5000
    throttle_burst = 5001

    # source in words
    allowed_source_cidrs = ["everywhere"]

    # latency threshold where the gateway gives up
    latency_threshold_seconds = 29

    # issuer over plain HTTP
    oidc = {
      issuer   = "http://login.example.com"
      audience = "refresh"
    }

    # authorizer's TTL above an hour
    authorizer_ttl_seconds = 3601

    # token recovery of more than a month
    token_recovery_days = 31

    # origin of every site
    cors_origin = "*"

    # write throttle burst with a fraction
    write_throttle_burst = 1.5
  }

  expect_failures = [
    var.name_prefix, var.environment, var.state_machine_arn, var.memory_size, var.timeout,
    var.reserved_concurrency, var.throttle_burst, var.allowed_source_cidrs,
    var.latency_threshold_seconds, var.oidc, var.authorizer_ttl_seconds, var.token_recovery_days,
    var.cors_origin, var.write_throttle_burst,
  ]
}

run "wrong_values_are_refused_3" {
  command = plan

  variables {
    # name_prefix too long for a role
    name_prefix = "a23456789012345678901234567890x"

    # environment too long for a role
    environment = "seventeen-letters"

    # memory_size with a fraction
    memory_size = 128.5

    # domain without a dot
    domain = {
      domain_name     = "refresh"
      certificate_arn = "arn:aws:acm:eu-west-1:123456789012:certificate/1"
    }

    # issuer with a query
    oidc = {
      issuer   = "https://login.example.com/?tenant=1"
      audience = "refresh"
    }

    # authorizer's TTL with a fraction
    authorizer_ttl_seconds = 0.5

    # origin with a path
    cors_origin = "https://ops.example.com/"
  }

  expect_failures = [
    var.name_prefix, var.environment, var.memory_size, var.domain, var.oidc,
    var.authorizer_ttl_seconds, var.cors_origin,
  ]
}

run "wrong_values_are_refused_4" {
  command = plan

  variables {
    # certificate of another region
    domain = {
      domain_name     = "refresh.example.com"
      certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/1"
    }

    # issuer without an audience
    oidc = {
      issuer   = "https://login.example.com"
      audience = " "
    }

    # origin with a capital
    cors_origin = "https://Ops.example.com"
  }

  expect_failures = [var.domain, var.oidc, var.cors_origin]
}
