# Settings and packages that the module refuses before it creates any resource.
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

run "wrong_values_are_refused_6" {
  command = plan

  variables {
    # issuer where callers sign
    authentication = "iam"
    oidc = {
      issuer   = "https://login.example.com"
      audience = "refresh"
    }

    # another site where callers sign
    cors_origin = "https://ops.example.com"
  }

  expect_failures = [var.oidc, var.cors_origin]
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

run "wrong_values_are_refused_5" {
  command = plan

  variables {
    # certificate of another service
    domain = {
      domain_name     = "refresh.example.com"
      certificate_arn = "arn:aws:iam::123456789012:server-certificate/1"
    }

    # role without a name
    oidc = {
      issuer        = "https://login.example.com"
      audience      = "refresh"
      operator_role = ""
    }

    # origin without a scheme
    cors_origin = "ops.example.com"
  }

  expect_failures = [var.domain, var.oidc, var.cors_origin]
}
