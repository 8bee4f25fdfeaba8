# Runs without an account, with a mock of AWS that also gives the ARNs.
mock_provider "aws" {
  source = "./tests/aws"
}

variables {
  environment   = "test"
  pipeline_file = "./tests/pipelines/eight-steps.yaml"
  job_names = {
    job1 = "one"
    job2 = "two"
    job3 = "three"
    job4 = "four"
    job5 = "five"
    job6 = "six"
    job7 = "seven"
  }
}

run "without_more" {
  # The state machine may do what a refresh needs.
  assert {
    condition = jsonencode({
      for statement in data.aws_iam_policy_document.step_functions.statement : statement.sid => sort(statement.actions)
      }) == jsonencode({
      RunJobs              = ["glue:BatchStopJobRun", "glue:GetJobRun", "glue:GetJobRuns", "glue:StartJobRun"]
      Notify               = ["sns:Publish"]
      EncryptNotifications = ["kms:Decrypt", "kms:GenerateDataKey*"]
      Lock                 = ["dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"]
      DescribeHolder       = ["states:DescribeExecution"]
    })
    error_message = "The role's actions are others."
  }

  assert {
    condition = jsonencode({
      for statement in data.aws_iam_policy_document.step_functions.statement : statement.sid => sort(statement.resources)
      }) == jsonencode({
      RunJobs              = sort([for name in values(var.job_names) : "arn:aws:glue:eu-west-1:123456789012:job/${name}"])
      Notify               = [aws_sns_topic.notifications.arn]
      EncryptNotifications = toset([aws_kms_key.notifications[0].arn])
      Lock                 = [aws_dynamodb_table.lock.arn]
      DescribeHolder       = ["arn:aws:states:eu-west-1:123456789012:execution:omc-flywheel-test-db-refresh:*"]
    })
    error_message = "The role's resources are others."
  }

  assert {
    condition     = aws_iam_role_policy.step_functions.policy == data.aws_iam_policy_document.step_functions.json && aws_iam_role.step_functions.assume_role_policy == data.aws_iam_policy_document.trust["step_functions"].json
    error_message = "The role has another policy."
  }

  # Both state machines may log and trace.
  assert {
    condition = jsonencode({
      for statement in data.aws_iam_policy_document.logs_and_traces.statement : statement.sid => concat(sort(statement.actions), sort(statement.resources))
      }) == jsonencode({
      DeliverLogs = [
        "logs:CreateLogDelivery", "logs:DeleteLogDelivery", "logs:DescribeLogGroups", "logs:DescribeResourcePolicies",
        "logs:GetLogDelivery", "logs:ListLogDeliveries", "logs:PutResourcePolicy", "logs:UpdateLogDelivery", "*",
      ]
      Trace = ["xray:GetSamplingRules", "xray:GetSamplingTargets", "xray:PutTelemetryRecords", "xray:PutTraceSegments", "*"]
    })
    error_message = "The permissions to log and trace are different."
  }

  assert {
    condition     = alltrue([for document in [data.aws_iam_policy_document.step_functions, data.aws_iam_policy_document.outcome] : document.source_policy_documents == tolist([data.aws_iam_policy_document.logs_and_traces.json])])
    error_message = "A state machine may not log and trace."
  }

  # The outcome machine may publish, and read when an execution started and what ran. EventBridge may start only this machine.
  assert {
    condition = jsonencode({
      for statement in data.aws_iam_policy_document.outcome.statement : statement.sid => concat(sort(statement.actions), sort(statement.resources))
      }) == jsonencode({
      Notify               = ["sns:Publish", aws_sns_topic.notifications.arn]
      EncryptNotifications = ["kms:Decrypt", "kms:GenerateDataKey*", aws_kms_key.notifications[0].arn]
      ReadExecution        = ["states:DescribeExecution", "states:GetExecutionHistory", "arn:aws:states:eu-west-1:123456789012:execution:omc-flywheel-test-db-refresh:*"]
    })
    error_message = "The outcome machine's role has other permissions."
  }

  assert {
    condition = jsonencode({
      for statement in data.aws_iam_policy_document.outcome_events.statement : statement.sid => concat(sort(statement.actions), sort(statement.resources))
      }) == jsonencode({
      Start = ["states:StartExecution", "arn:aws:states:eu-west-1:123456789012:stateMachine:omc-flywheel-test-db-refresh-outcome"]
    })
    error_message = "EventBridge's role has other permissions."
  }

  assert {
    condition = jsonencode({
      for role, document in { outcome = data.aws_iam_policy_document.trust["outcome"], events = data.aws_iam_policy_document.trust["outcome_events"] } : role => {
        who                           = one(one(one(document.statement).principals).identifiers)
        conditions                    = { for condition in one(document.statement).condition : condition.variable => sort(condition.values) }
      }
      }) == jsonencode({
      outcome = {
        who = "states.amazonaws.com"
        conditions = {
          "aws:SourceAccount" = ["123456789012"]
          "aws:SourceArn"     = ["arn:aws:states:eu-west-1:123456789012:stateMachine:omc-flywheel-test-db-refresh-outcome"]
        }
      }
      events = {
        who = "events.amazonaws.com"
        conditions = {
          "aws:SourceAccount" = ["123456789012"]
          "aws:SourceArn"     = [for outcome in ["ended", "failed", "refused"] : "arn:aws:events:eu-west-1:123456789012:rule/omc-flywheel-test-db-refresh-${outcome}"]
        }
      }
    })
    error_message = "A role for the outcomes trusts others."
  }

  assert {
    condition     = aws_iam_role_policy.outcome.policy == data.aws_iam_policy_document.outcome.json && aws_iam_role_policy.outcome_events.policy == data.aws_iam_policy_document.outcome_events.json && aws_iam_role.outcome.assume_role_policy == data.aws_iam_policy_document.trust["outcome"].json && aws_iam_role.outcome_events.assume_role_policy == data.aws_iam_policy_document.trust["outcome_events"].json
    error_message = "A role for the outcomes has another policy."
  }

  # Only our state machine may assume its role.
  assert {
    condition     = one(one(data.aws_iam_policy_document.trust["step_functions"].statement).principals).identifiers == toset(["states.amazonaws.com"])
    error_message = "The role trusts another service."
  }

  assert {
    condition = jsonencode({
      for condition in one(data.aws_iam_policy_document.trust["step_functions"].statement).condition : condition.variable => one(condition.values)
      }) == jsonencode({
      "aws:SourceAccount" = "123456789012"
      "aws:SourceArn"     = "arn:aws:states:eu-west-1:123456789012:stateMachine:omc-flywheel-test-db-refresh"
    })
    error_message = "The role trusts others."
  }

  # The topic's policy gives no service access, and denies unencrypted messages.
  assert {
    condition = jsonencode({
      for statement in data.aws_iam_policy_document.topic.statement : statement.sid => {
        effect    = coalesce(statement.effect, "Allow")
        action    = one(statement.actions)
        who       = one(one(statement.principals).identifiers)
        condition = "${one(statement.condition).variable} ${join(" ", sort(one(statement.condition).values))}"
      }
      }) == jsonencode({
      NothingInTheClear = {
        effect    = "Deny"
        action    = "sns:Publish"
        who       = "*"
        condition = "aws:SecureTransport false"
      }
    })
    error_message = "The topic's policy is another."
  }

  assert {
    condition     = aws_sns_topic_policy.notifications.policy == data.aws_iam_policy_document.topic.json
    error_message = "The topic has another policy."
  }

  # The key's policy gives no service access.
  assert {
    condition = jsonencode({
      for statement in data.aws_iam_policy_document.key.statement : statement.sid => {
        actions    = sort(statement.actions)
        who        = one(one(statement.principals).identifiers)
        conditions = [for condition in statement.condition : "${condition.variable} ${one(condition.values)}"]
      }
      }) == jsonencode({
      AccountAdministers = {
        actions    = ["kms:*"]
        who        = "arn:aws:iam::123456789012:root"
        conditions = []
      }
    })
    error_message = "The key's policy is another."
  }

  assert {
    condition     = aws_kms_key.notifications[0].policy == data.aws_iam_policy_document.key.json
    error_message = "The key has another policy."
  }
}
