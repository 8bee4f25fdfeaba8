# No account is asked: AWS is made up, and so are the ARNs that it would give.
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
      Lock                 = ["dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:PutItem"]
      DescribeHolder       = ["states:DescribeExecution"]
      DeliverLogs = [
        "logs:CreateLogDelivery", "logs:DeleteLogDelivery", "logs:DescribeLogGroups", "logs:DescribeResourcePolicies",
        "logs:GetLogDelivery", "logs:ListLogDeliveries", "logs:PutResourcePolicy", "logs:UpdateLogDelivery",
      ]
      Trace = ["xray:GetSamplingRules", "xray:GetSamplingTargets", "xray:PutTelemetryRecords", "xray:PutTraceSegments"]
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
      DeliverLogs          = ["*"]
      Trace                = ["*"]
    })
    error_message = "The role's resources are others."
  }

  assert {
    condition     = aws_iam_role_policy.step_functions.policy == data.aws_iam_policy_document.step_functions.json && aws_iam_role.step_functions.assume_role_policy == data.aws_iam_policy_document.step_functions_trust.json
    error_message = "The role has another policy."
  }

  # Only our state machine takes its role.
  assert {
    condition     = one(one(data.aws_iam_policy_document.step_functions_trust.statement).principals).identifiers == toset(["states.amazonaws.com"])
    error_message = "The role trusts another service."
  }

  assert {
    condition = jsonencode({
      for condition in one(data.aws_iam_policy_document.step_functions_trust.statement).condition : condition.variable => one(condition.values)
      }) == jsonencode({
      "aws:SourceAccount" = "123456789012"
      "aws:SourceArn"     = "arn:aws:states:eu-west-1:123456789012:stateMachine:omc-flywheel-test-db-refresh"
    })
    error_message = "The role trusts others."
  }

  # The topic takes messages from its rules and none in the clear.
  assert {
    condition = jsonencode({
      for statement in data.aws_iam_policy_document.topic.statement : statement.sid => {
        effect    = coalesce(statement.effect, "Allow")
        action    = one(statement.actions)
        who       = one(one(statement.principals).identifiers)
        condition = "${one(statement.condition).variable} ${join(" ", sort(one(statement.condition).values))}"
      }
      }) == jsonencode({
      OutcomesRules = {
        effect    = "Allow"
        action    = "sns:Publish"
        who       = "events.amazonaws.com"
        condition = "aws:SourceArn ${join(" ", sort([for rule in aws_cloudwatch_event_rule.outcomes : rule.arn]))}"
      }
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

  # EventBridge may use the key for the topic only.
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
      EventBridgePublishes = {
        actions    = ["kms:Decrypt", "kms:GenerateDataKey*"]
        who        = "events.amazonaws.com"
        conditions = ["kms:EncryptionContext:aws:sns:topicArn ${aws_sns_topic.notifications.arn}"]
      }
    })
    error_message = "The key's policy is another."
  }

  assert {
    condition     = aws_kms_key.notifications[0].policy == data.aws_iam_policy_document.key.json
    error_message = "The key has another policy."
  }
}

run "the_schedule_may_start_this_state_machine_and_nothing_else" {
  variables {
    enable_scheduled_execution = true
  }

  assert {
    condition     = one(data.aws_iam_policy_document.eventbridge.statement).actions == toset(["states:StartExecution"])
    error_message = "The schedule may do something else."
  }

  assert {
    condition     = one(data.aws_iam_policy_document.eventbridge.statement).resources == toset(["arn:aws:states:eu-west-1:123456789012:stateMachine:omc-flywheel-test-db-refresh"])
    error_message = "The schedule may start something else."
  }

  assert {
    condition = jsonencode({
      for condition in one(data.aws_iam_policy_document.eventbridge_trust.statement).condition : condition.variable => one(condition.values)
      }) == jsonencode({
      "aws:SourceAccount" = "123456789012"
      "aws:SourceArn"     = "arn:aws:events:eu-west-1:123456789012:rule/omc-flywheel-test-db-refresh-schedule"
    })
    error_message = "The schedule's role trusts others."
  }

  assert {
    condition     = one(one(data.aws_iam_policy_document.eventbridge_trust.statement).principals).identifiers == toset(["events.amazonaws.com"])
    error_message = "The schedule's role trusts another service."
  }

  assert {
    condition     = aws_iam_role_policy.eventbridge[0].policy == data.aws_iam_policy_document.eventbridge.json && aws_iam_role.eventbridge[0].assume_role_policy == data.aws_iam_policy_document.eventbridge_trust.json
    error_message = "The schedule's role has another policy."
  }
}
