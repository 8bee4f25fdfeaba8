# The refresh and its API, as a team deploys them. Each environment has a folder with its values, and a workspace
# with its state.

module "orchestration" {
  source = "../modules/orchestration"

  environment                = var.environment
  name_prefix                = var.name_prefix
  tags                       = var.tags
  enable_scheduled_execution = var.enable_scheduled_execution
  schedule_initially_enabled = var.schedule_initially_enabled
  schedule_expression        = var.schedule_expression
  notification_emails        = var.notification_emails
  pipeline_file              = var.pipeline_file
  job_names                  = var.job_names
  job_arguments              = var.job_arguments
  step_timeouts              = var.step_timeouts
  step_retries               = var.step_retries
  execution_timeout_seconds  = var.execution_timeout_seconds
  wait_seconds               = var.wait_seconds
  log_level                  = var.orchestration_log_level
  include_execution_data     = var.include_execution_data
  log_retention_days         = var.orchestration_log_retention_days
  kms_key_arn                = var.orchestration_kms_key_arn
  permissions_boundary       = var.permissions_boundary
  alarm_actions              = var.alarm_actions
  refresh_url                = var.refresh_url
}

module "api" {
  source = "../modules/api"

  name_prefix                 = var.name_prefix
  environment                 = var.environment
  package_directory           = coalesce(var.package_directory, "${path.module}/../../dist")
  state_machine_arn           = module.orchestration.step_functions_state_machine_arn
  lock_table_name             = module.orchestration.lock_table_name
  glue_job_arns               = values(module.orchestration.glue_job_arns)
  schedule_rule_name          = module.orchestration.eventbridge_rule_name
  tags                        = var.tags
  memory_size                 = var.memory_size
  timeout                     = var.timeout
  reserved_concurrency        = var.reserved_concurrency
  snap_start                  = var.snap_start
  poll_after_seconds          = var.poll_after_seconds
  live_cache_seconds          = var.live_cache_seconds
  permissions_boundary        = var.permissions_boundary
  log_level                   = var.api_log_level
  log_retention_days          = var.api_log_retention_days
  kms_key_arn                 = var.api_kms_key_arn
  records_deletion_protection = var.records_deletion_protection
  keeper_enabled              = var.keeper_enabled
  manage_account_logging      = var.manage_account_logging
  authentication              = var.authentication
  oidc                        = var.oidc
  token_cache_seconds         = var.token_cache_seconds
  authorizer_ttl_seconds      = var.authorizer_ttl_seconds
  token_recovery_days         = var.token_recovery_days
  cors_origin                 = var.cors_origin
  throttle_rate               = var.throttle_rate
  throttle_burst              = var.throttle_burst
  write_throttle_rate         = var.write_throttle_rate
  write_throttle_burst        = var.write_throttle_burst
  allowed_source_cidrs        = var.allowed_source_cidrs
  domain                      = var.domain
  alarm_actions               = var.alarm_actions
  latency_threshold_seconds   = var.latency_threshold_seconds
}
