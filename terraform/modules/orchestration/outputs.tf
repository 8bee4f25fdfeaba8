output "step_functions_state_machine_arn" {
  description = "ARN of the state machine."
  value       = aws_sfn_state_machine.refresh.arn
}

output "step_functions_state_machine_name" {
  description = "Name of the state machine."
  value       = aws_sfn_state_machine.refresh.name
}

output "step_functions_role_arn" {
  description = "ARN of the state machine's role."
  value       = aws_iam_role.step_functions.arn
}

output "outcome_state_machine_arn" {
  description = "ARN of the state machine that publishes the outcomes which the refresh itself cannot publish."
  value       = aws_sfn_state_machine.outcome.arn
}

output "sns_topic_arn" {
  description = "ARN of the topic that gets a message for each outcome."
  value       = aws_sns_topic.notifications.arn
}

output "eventbridge_rule_arn" {
  description = "ARN of the rule that starts the refresh on its schedule; null if there is no schedule."
  value       = one(aws_cloudwatch_event_rule.schedule[*].arn)
}

output "eventbridge_rule_name" {
  description = "Name of the rule that starts the refresh on its schedule; null if there is no schedule."
  value       = one(aws_cloudwatch_event_rule.schedule[*].name)
}

output "outcomes_rule_arns" {
  description = "ARNs of the rules that start that state machine, by the outcome that they match: ended, failed or refused."
  value       = { for outcome, rule in aws_cloudwatch_event_rule.outcomes : outcome => rule.arn }
}

output "lock_table_name" {
  description = "Name of the table that holds the lock."
  value       = aws_dynamodb_table.lock.name
}

output "lock_table_arn" {
  description = "ARN of the table that holds the lock."
  value       = aws_dynamodb_table.lock.arn
}

output "glue_job_arns" {
  description = "ARNs of the configured Glue jobs, by job key."
  value       = local.glue_job_arns
}

output "log_group_name" {
  description = "Name of the log group of the executions."
  value       = aws_cloudwatch_log_group.executions.name
}

output "kms_key_arn" {
  description = "ARN of the key that encrypts the notifications."
  value       = local.kms_key_arn
}

output "alarm_arns" {
  description = "ARNs of the alarms, by name."
  value       = { for alarm in aws_cloudwatch_metric_alarm.refresh : alarm.alarm_name => alarm.arn }
}
