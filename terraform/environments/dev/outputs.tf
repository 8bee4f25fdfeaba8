output "api_url" {
  description = "Where the API is reached. Requests are signed (SigV4)."
  value       = module.api.url
}

output "step_functions_state_machine_arn" {
  description = "ARN of the state machine."
  value       = module.orchestration.step_functions_state_machine_arn
}

output "sns_topic_arn" {
  description = "ARN of the topic that is told each outcome."
  value       = module.orchestration.sns_topic_arn
}

output "eventbridge_rule_arn" {
  description = "ARN of the rule that starts the refresh on its schedule; null when it is not scheduled."
  value       = module.orchestration.eventbridge_rule_arn
}

output "lock_table_name" {
  description = "Name of the table that holds the lock."
  value       = module.orchestration.lock_table_name
}
