# Logs, keys, alarms and what an account asks for.

variable "log_level" {
  description = "Which events of an execution are logged: ALL, ERROR, FATAL or OFF. ALL keeps a record after the 90 days of Step Functions' own history."
  type        = string
  default     = "ALL"
  nullable    = false

  validation {
    condition     = contains(["ALL", "ERROR", "FATAL", "OFF"], var.log_level)
    error_message = "log_level is ALL, ERROR, FATAL or OFF; it is \"${var.log_level}\"."
  }
}

variable "include_execution_data" {
  description = "Whether the log has inputs and outputs too: who asked, why, and the jobs' arguments."
  type        = bool
  default     = true
  nullable    = false
}

variable "log_retention_days" {
  description = "Days that logs are kept; 0 is for ever."
  type        = number
  default     = 365
  nullable    = false

  validation {
    condition     = contains(local.retention_days, var.log_retention_days)
    error_message = "log_retention_days is what CloudWatch Logs knows: ${join(", ", local.retention_days)}; it is ${var.log_retention_days}."
  }
}

variable "kms_key_arn" {
  description = "ARN of a key to encrypt the notifications with, known before the apply; null makes one. Its policy must leave it to the IAM policies of the account who uses it (kms:Decrypt, kms:GenerateDataKey*)."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_arn == null || can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:\\d{12}:key/\\S+$", var.kms_key_arn))
    error_message = "kms_key_arn is the ARN of a key, not of an alias, as \"arn:aws:kms:us-east-1:123456789012:key/…\", or null."
  }
}

variable "permissions_boundary" {
  description = "ARN of the policy that bounds the roles; null is none."
  type        = string
  default     = null

  validation {
    condition     = var.permissions_boundary == null || can(regex("^arn:[a-z-]+:iam::(?:\\d{12}|aws):policy/\\S+$", var.permissions_boundary))
    error_message = "permissions_boundary is the ARN of a policy, as \"arn:aws:iam::123456789012:policy/…\", or null."
  }
}

variable "alarm_actions" {
  description = "ARNs of what the alarms tell, as the topic of a pager. Not the topic of this module: it is told each outcome already."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for action in var.alarm_actions : can(regex("^arn:[a-z-]+:[a-z0-9-]+:\\S+$", action))])
    error_message = "alarm_actions are ARNs, as \"arn:aws:sns:us-east-1:123456789012:pager\"."
  }

  validation {
    condition     = !contains(var.alarm_actions, local.notifications_arn)
    error_message = "alarm_actions does not have this module's own topic: whoever reads it would be told each failure twice."
  }
}

variable "refresh_url" {
  description = "Where the API is reached, for the links and commands in notifications; null leaves the address out."
  type        = string
  default     = null

  validation {
    condition     = var.refresh_url == null || can(regex("^https?://[^\\s\"<>]+$", var.refresh_url))
    error_message = "refresh_url is like \"https://refresh.example.com\", or null."
  }
}
