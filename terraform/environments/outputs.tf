output "api_url" {
  description = "Where the API is reached."
  value       = module.api.url
}

output "token_secret_arn" {
  description = "ARN of the secret that lists the access tokens; null with AWS IAM."
  value       = module.api.token_secret_arn
}

output "caller_policies" {
  description = "With AWS IAM, the policies of callers as JSON: of a viewer and of an operator."
  value       = module.api.caller_policies
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

output "records_table_name" {
  description = "Name of the table that executions are recorded in."
  value       = module.api.records_table_name
}

output "lock_table_name" {
  description = "Name of the table that holds the lock."
  value       = module.orchestration.lock_table_name
}
