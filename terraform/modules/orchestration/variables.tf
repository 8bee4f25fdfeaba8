# What is deployed, when it runs and who is notified. For the pipeline, see variables_pipeline.tf; for logs,
# keys, alarms and the rules of an account, variables_operations.tf.

variable "environment" {
  description = "Name of the environment, in lower-case letters, digits and hyphens. It is part of the name of every resource."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex(local.name_rules.environment, var.environment))
    error_message = "environment must be 2 to 20 lower-case letters, digits and hyphens, begin with a letter and not end with a hyphen, e.g. \"dev\" or \"prod-eu\"; it is \"${var.environment}\"."
  }
}

variable "name_prefix" {
  description = "First part of the name of every resource, before the environment."
  type        = string
  default     = "omc-flywheel"
  nullable    = false

  validation {
    condition     = can(regex(local.name_rules.name_prefix, var.name_prefix))
    error_message = "name_prefix must be letters, digits and hyphens, begin with a letter and not end with a hyphen; it is \"${var.name_prefix}\"."
  }

  validation {
    condition     = length("${var.name_prefix}-${var.environment}") <= local.longest_name_prefix
    error_message = "name_prefix and environment, with the hyphen between them, must be at most ${local.longest_name_prefix} characters together, because names of rules and roles have at most 64; they have ${length("${var.name_prefix}-${var.environment}")}."
  }
}

variable "tags" {
  description = "Tags for every resource, in addition to the provider's default tags."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "enable_scheduled_execution" {
  description = "Whether there is a schedule, by which EventBridge starts the refresh."
  type        = bool
  default     = false
  nullable    = false
}

variable "schedule_initially_enabled" {
  description = "Whether the schedule is on when it is created. Later, operators switch it through the API, and Terraform leaves it as it is."
  type        = bool
  default     = true
  nullable    = false
}

variable "schedule_expression" {
  description = "When the schedule starts a refresh, in UTC: an EventBridge cron or rate expression."
  type        = string
  default     = "cron(0 2 1 * ? *)"
  nullable    = false

  validation {
    condition     = can(regex(local.schedule_rules.pattern, var.schedule_expression))
    error_message = "${local.schedule_rules.words.form}; it is \"${var.schedule_expression}\"."
  }

  validation {
    condition     = !startswith(var.schedule_expression, "rate(") || can(regex(local.schedule_rules.rate_pattern, var.schedule_expression))
    error_message = "${local.schedule_rules.words.rate}; it is \"${var.schedule_expression}\"."
  }

  validation {
    condition = !startswith(var.schedule_expression, "cron(") || (
      length(split(" ", trimsuffix(trimprefix(var.schedule_expression, "cron("), ")"))) == length(local.cron_patterns)
    )
    error_message = "${local.schedule_rules.words.count}; it is \"${var.schedule_expression}\"."
  }

  validation {
    condition = !startswith(var.schedule_expression, "cron(") || alltrue([
      for position, field in split(" ", trimsuffix(trimprefix(var.schedule_expression, "cron("), ")")) :
      can(regex(try(local.cron_patterns[position], ".*"), field))
    ])
    error_message = "${local.schedule_rules.words.fields}; it is \"${var.schedule_expression}\"."
  }

  validation {
    condition = !startswith(var.schedule_expression, "cron(") || length([
      for position, field in split(" ", trimsuffix(trimprefix(var.schedule_expression, "cron("), ")")) :
      field if contains(local.schedule_rules.day_fields, position) && field == "?"
    ]) == 1
    error_message = "${local.schedule_rules.words.days}; it is \"${var.schedule_expression}\"."
  }
}

variable "notification_emails" {
  description = "E-mail addresses that are notified of each outcome. SNS asks each address to confirm."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for email in var.notification_emails : can(regex(local.email_pattern, email))])
    error_message = "notification_emails must be plain addresses, e.g. \"oncall@example.com\"; these are not: ${join(", ", [for email in var.notification_emails : email if !can(regex(local.email_pattern, email))])}."
  }
}
