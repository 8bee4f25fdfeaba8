# What is deployed, and the parts of the orchestration that the API uses. See also variables_function.tf,
# variables_access.tf (authentication), variables_gateway.tf and variables_operations.tf (logs, keys, alarms).

variable "name_prefix" {
  description = "First part of the name of every resource, before the environment."
  type        = string
  default     = "omc-flywheel"
  nullable    = false

  validation {
    # The name of an IAM role has at most 64 characters.
    condition     = can(regex("^[a-z][a-z0-9-]{0,28}[a-z0-9]$", var.name_prefix))
    error_message = "name_prefix must be 2 to 30 lower-case letters, digits and hyphens, e.g. \"omc-flywheel\"."
  }
}

variable "environment" {
  description = "Name of the environment, the second part of the name of every resource. So one account can have several environments."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,14}[a-z0-9]$", var.environment))
    error_message = "environment must be 2 to 16 lower-case letters, digits and hyphens, e.g. \"dev\"."
  }
}

variable "package_directory" {
  description = "The folder that `make package` wrote: `manifest.json`, `deployment.zip` and `gateway.json`."
  type        = string
  nullable    = false

  validation {
    condition = alltrue([
      for name in ["manifest.json", "gateway.json", "deployment.zip"] :
      fileexists("${var.package_directory}/${name}")
    ])
    error_message = "package_directory must hold manifest.json, gateway.json and deployment.zip; run `make package` first."
  }
}

variable "state_machine_arn" {
  description = "ARN of the state machine that the API starts, reads and stops; the API must be in its account and region."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:[^:]+:states:[^:]+:[0-9]{12}:stateMachine:[^:]+$", var.state_machine_arn))
    error_message = "state_machine_arn must be like \"arn:aws:states:us-east-1:123456789012:stateMachine:name\"."
  }
}

variable "lock_table_name" {
  description = "Name of the table that holds the refresh's lock, in the state machine's account and region."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_.-]{3,255}$", var.lock_table_name))
    error_message = "lock_table_name must be a DynamoDB table's name: 3 to 255 letters, digits, dots, hyphens and underscores."
  }
}

variable "glue_job_arns" {
  description = "ARNs of the pipeline's Glue jobs. The API reads the jobs before a start, and stops their runs."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.glue_job_arns) > 0 && alltrue([for arn in var.glue_job_arns : can(regex("^arn:[^:]+:glue:[^:]+:[0-9]{12}:job/[^*?]+$", arn))])
    error_message = "glue_job_arns must be one or more like \"arn:aws:glue:us-east-1:123456789012:job/name\"."
  }
}

variable "schedule_rule_name" {
  description = "Name of the EventBridge rule that starts the refresh on its schedule; null if there is no schedule."
  type        = string
  default     = null
}

variable "tags" {
  description = "Tags for every resource that takes tags."
  type        = map(string)
  default     = {}
  nullable    = false
}
