# One environment: the refresh and its API. What differs between environments is in
# terraform.tfvars.json; this file is the same in all of them.

module "orchestration" {
  source = "../../modules/orchestration"

  environment                = var.environment
  job_names                  = var.job_names
  job_arguments              = var.job_arguments
  enable_scheduled_execution = var.enable_scheduled_execution
  schedule_expression        = var.schedule_expression
  notification_emails        = var.notification_emails
  refresh_url                = var.refresh_url
  alarm_actions              = var.alarm_actions
}

module "api" {
  source = "../../modules/api"

  environment            = var.environment
  package_directory      = coalesce(var.package_directory, "${path.module}/../../../dist")
  state_machine_arn      = module.orchestration.step_functions_state_machine_arn
  lock_table_name        = module.orchestration.lock_table_name
  glue_job_arns          = values(module.orchestration.glue_job_arns)
  schedule_rule_name     = module.orchestration.eventbridge_rule_name
  authentication         = var.authentication
  oidc                   = var.oidc
  token_recovery_days    = var.token_recovery_days
  cors_origin            = var.cors_origin
  manage_account_logging = var.manage_account_logging
  alarm_actions          = var.alarm_actions
}
