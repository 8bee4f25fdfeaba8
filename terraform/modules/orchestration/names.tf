# Names and ARNs that are known before anything is made. Policies and trust are written for these, so
# that a role may name the state machine that needs the role first.

data "aws_partition" "current" {}
data "aws_region" "current" {}
data "aws_caller_identity" "current" {}

locals {
  name                = "${var.name_prefix}-${var.environment}"
  state_machine_name  = "${local.name}-db-refresh"
  schedule_rule_name  = "${local.state_machine_name}-schedule"
  step_functions_role = "${local.name}-step-functions"
  eventbridge_role    = "${local.name}-eventbridge"
  lock_table          = "${local.state_machine_name}-lock"
  notifications_topic = "${local.name}-notifications"
  execution_log_group = "/aws/vendedlogs/states/${local.state_machine_name}"
  longest_name_prefix = 64 - length("-db-refresh-schedule") # rules and roles: 64 characters
  partition           = data.aws_partition.current.partition
  account_id          = data.aws_caller_identity.current.account_id
  region              = data.aws_region.current.id # "name" in version 5 of the provider, "region" in 6
  state_machine_arn   = "arn:${local.partition}:states:${local.region}:${local.account_id}:stateMachine:${local.state_machine_name}"
  schedule_rule_arn   = "arn:${local.partition}:events:${local.region}:${local.account_id}:rule/${local.schedule_rule_name}"
  executions_arn      = "arn:${local.partition}:states:${local.region}:${local.account_id}:execution:${local.state_machine_name}:*"
  notifications_arn   = "arn:${local.partition}:sns:${local.region}:${local.account_id}:${local.notifications_topic}"
  glue_job_arns       = { for job, name in var.job_names : job => "arn:${local.partition}:glue:${local.region}:${local.account_id}:job/${name}" }
}
