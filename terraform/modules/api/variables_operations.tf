# Logs, encryption and alarms.

variable "log_level" {
  description = "Lowest level of the functions' log lines that are kept: DEBUG, INFO, WARN or ERROR."
  type        = string
  default     = "INFO"
  nullable    = false

  validation {
    condition     = contains(["DEBUG", "INFO", "WARN", "ERROR"], var.log_level)
    error_message = "log_level must be DEBUG, INFO, WARN or ERROR."
  }
}

variable "log_retention_days" {
  description = "Days that logs are kept; 0 keeps them for ever."
  type        = number
  default     = 90
  nullable    = false

  validation {
    # https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
    condition = contains([
      0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922,
      3288, 3653,
    ], var.log_retention_days)
    error_message = "log_retention_days must be a value that CloudWatch Logs takes: 0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653."
  }
}

variable "kms_key_arn" {
  description = "ARN of the key that encrypts the logs, the functions' environments, the access tokens and the records; null for keys of AWS. Its policy must let CloudWatch Logs use it."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_arn == null ? true : can(regex("^arn:[^:]+:kms:[^:]+:[0-9]{12}:key/.+$", var.kms_key_arn))
    error_message = "kms_key_arn must be like \"arn:aws:kms:us-east-1:123456789012:key/id\" (a key, not an alias), or null."
  }
}

variable "records_deletion_protection" {
  description = "Whether the table of records is protected from deletion, for example by `terraform destroy`. It has executions that Step Functions no longer keeps."
  type        = bool
  default     = true
  nullable    = false
}

variable "keeper_enabled" {
  description = "Whether the keeper runs: every five minutes, it records executions that have ended and that nobody has looked at."
  type        = bool
  default     = true
  nullable    = false
}

variable "manage_account_logging" {
  description = "Whether to create the role with which every API Gateway of this account and region writes logs. There is only one per account and region: set this in one environment only, or nowhere if the account already has the role."
  type        = bool
  default     = false
  nullable    = false
}

variable "alarm_actions" {
  description = "ARNs that the alarms notify when they go off and when they are over, e.g. an SNS topic."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for action in var.alarm_actions : startswith(action, "arn:")])
    error_message = "alarm_actions must be ARNs, e.g. \"arn:aws:sns:us-east-1:123456789012:pager\"."
  }
}

variable "latency_threshold_seconds" {
  description = "Latency in seconds for the alarm: it goes off if for 15 minutes more than one in twenty requests takes longer."
  type        = number
  default     = 5
  nullable    = false

  validation {
    condition     = var.latency_threshold_seconds > 0 && var.latency_threshold_seconds < 29
    error_message = "latency_threshold_seconds must be more than 0 and less than 29, where the gateway gives up."
  }
}
