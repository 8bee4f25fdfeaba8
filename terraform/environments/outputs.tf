output "api_url" {
  description = "URL of the API, without a slash at the end."
  value       = module.api.url
}

output "token_secret_arn" {
  description = "ARN of the secret that lists the access tokens; null with AWS IAM."
  value       = module.api.token_secret_arn
}

output "caller_policies" {
  description = "With AWS IAM, the policies for callers as JSON, by role: viewer and operator. Empty with tokens."
  value       = module.api.caller_policies
}

output "step_functions_state_machine_arn" {
  description = "ARN of the state machine."
  value       = module.orchestration.step_functions_state_machine_arn
}

output "sns_topic_arn" {
  description = "ARN of the topic that gets a message for each outcome."
  value       = module.orchestration.sns_topic_arn
}

output "eventbridge_rule_arn" {
  description = "ARN of the rule that starts the refresh on its schedule; null if there is no schedule."
  value       = module.orchestration.eventbridge_rule_arn
}

output "records_table_name" {
  description = "Name of the table with the records of executions."
  value       = module.api.records_table_name
}

output "keeper_rule_name" {
  description = "Name of the rule that calls the keeper."
  value       = module.api.keeper_rule_name
}

output "lock_table_name" {
  description = "Name of the table that holds the lock."
  value       = module.orchestration.lock_table_name
}
