# Names and ARNs, known before the resources exist. Policies use them, so that a role can name the state
# machine, which is created after the role.

data "aws_partition" "current" {}
data "aws_region" "current" {}
data "aws_caller_identity" "current" {}

locals {
  name = "${var.name_prefix}-${var.environment}"
  # The schedule is left out, so that a wrong schedule does not also break the names.
  resources = yamldecode(templatefile("${path.module}/resources.yaml", { name = local.name, schedule_expression = "" }))
  names     = local.resources.names

  execution_log_group       = "/aws/vendedlogs/states/${local.names.state_machine}"
  outcome_log_group         = "/aws/vendedlogs/states/${local.names.outcome_state_machine}"
  longest_name_prefix       = 64 - length("-db-refresh-schedule") # rules and roles: 64 characters
  partition                 = data.aws_partition.current.partition
  account_id                = data.aws_caller_identity.current.account_id
  region                    = data.aws_region.current.id # "name" in version 5 of the provider, "region" in 6
  state_machine_arn         = "arn:${local.partition}:states:${local.region}:${local.account_id}:stateMachine:${local.names.state_machine}"
  outcome_state_machine_arn = "arn:${local.partition}:states:${local.region}:${local.account_id}:stateMachine:${local.names.outcome_state_machine}"
  executions_arn            = "arn:${local.partition}:states:${local.region}:${local.account_id}:execution:${local.names.state_machine}:*"
  notifications_arn         = "arn:${local.partition}:sns:${local.region}:${local.account_id}:${local.names.notifications_topic}"
  glue_job_arns             = { for job, name in var.job_names : job => "arn:${local.partition}:glue:${local.region}:${local.account_id}:job/${name}" }
}
