# Logs, encryption and alarms.

variable "log_level" {
  description = "The least severe of the function's lines that are kept: DEBUG, INFO, WARN or ERROR."
  type        = string
  default     = "INFO"
  nullable    = false

  validation {
    condition     = contains(["DEBUG", "INFO", "WARN", "ERROR"], var.log_level)
    error_message = "log_level must be DEBUG, INFO, WARN or ERROR."
  }
}

variable "log_retention_days" {
  description = "Days that logs are kept; 0 is for ever."
  type        = number
  default     = 90
  nullable    = false

  validation {
    # https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
    condition = contains([
      0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922,
      3288, 3653,
    ], var.log_retention_days)
    error_message = "log_retention_days must be one that CloudWatch knows: 0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653."
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
  description = "Whether the table of records is protected from being deleted, as by `terraform destroy`; it has what Step Functions has forgotten."
  type        = bool
  default     = true
  nullable    = false
}

variable "manage_account_logging" {
  description = "Whether to make the role with which every API Gateway of this account and region writes logs. It can be made once an account and region: leave it to one environment, or to whoever set up the account."
  type        = bool
  default     = false
  nullable    = false
}

variable "alarm_actions" {
  description = "ARNs that are told when an alarm goes off, and when it is over, e.g. an SNS topic."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for action in var.alarm_actions : startswith(action, "arn:")])
    error_message = "alarm_actions must be ARNs."
  }
}

variable "latency_threshold_seconds" {
  description = "The alarm goes off when one request in twenty takes longer than this for a quarter of an hour."
  type        = number
  default     = 5
  nullable    = false

  validation {
    condition     = var.latency_threshold_seconds > 0 && var.latency_threshold_seconds < 29
    error_message = "latency_threshold_seconds must be more than 0 and less than 29, where the gateway gives up."
  }
}
