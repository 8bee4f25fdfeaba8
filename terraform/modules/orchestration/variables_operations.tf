# Logs, keys, alarms and the rules of an account.

variable "log_level" {
  description = "Which events of an execution are logged: ALL, ERROR, FATAL or OFF. With ALL, the log still has the events after the 90 days that Step Functions keeps its history."
  type        = string
  default     = "ALL"
  nullable    = false

  validation {
    condition     = contains(["ALL", "ERROR", "FATAL", "OFF"], var.log_level)
    error_message = "log_level must be ALL, ERROR, FATAL or OFF; it is \"${var.log_level}\"."
  }
}

variable "include_execution_data" {
  description = "Whether the log also has inputs and outputs: who requested the refresh, why, and the arguments of the jobs."
  type        = bool
  default     = true
  nullable    = false
}

variable "log_retention_days" {
  description = "Days that logs are kept; 0 keeps them for ever."
  type        = number
  default     = 365
  nullable    = false

  validation {
    condition     = contains(local.retention_days, var.log_retention_days)
    error_message = "log_retention_days must be a value that CloudWatch Logs takes: ${join(", ", local.retention_days)}; it is ${var.log_retention_days}."
  }
}

variable "kms_key_arn" {
  description = "ARN of the key that encrypts the notifications; it must be known before the apply. Null creates a key. The policy of a given key must let the account's IAM policies decide who uses it (kms:Decrypt, kms:GenerateDataKey*)."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_arn == null || can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:\\d{12}:key/\\S+$", var.kms_key_arn))
    error_message = "kms_key_arn must be the ARN of a key, not of an alias, e.g. \"arn:aws:kms:us-east-1:123456789012:key/…\", or null."
  }
}

variable "permissions_boundary" {
  description = "ARN of the permissions boundary of the roles; null for none."
  type        = string
  default     = null

  validation {
    condition     = var.permissions_boundary == null || can(regex("^arn:[a-z-]+:iam::(?:\\d{12}|aws):policy/\\S+$", var.permissions_boundary))
    error_message = "permissions_boundary must be the ARN of a policy, e.g. \"arn:aws:iam::123456789012:policy/…\", or null."
  }
}

variable "alarm_actions" {
  description = "ARNs that the alarms notify, e.g. the topic of a pager. Do not give the topic of this module, which already gets a message for each outcome."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for action in var.alarm_actions : can(regex("^arn:[a-z-]+:[a-z0-9-]+:\\S+$", action))])
    error_message = "alarm_actions must be ARNs, e.g. \"arn:aws:sns:us-east-1:123456789012:pager\"."
  }

  validation {
    condition     = !contains(var.alarm_actions, local.notifications_arn)
    error_message = "alarm_actions must not contain this module's own topic: its readers would be notified of each failure twice."
  }
}

variable "refresh_url" {
  description = "URL of the API, for the links and commands in notifications; null leaves it out of them."
  type        = string
  default     = null

  validation {
    condition     = var.refresh_url == null || can(regex("^https?://[^\\s\"<>]+$", var.refresh_url))
    error_message = "refresh_url must be a URL, e.g. \"https://refresh.example.com\", or null."
  }
}
