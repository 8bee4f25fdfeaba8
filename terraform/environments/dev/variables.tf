# The values are in terraform.tfvars.json; what each must be is said, and checked, by the modules.

variable "region" {
  description = "The AWS region."
  type        = string
  default     = "us-east-1"
}

variable "environment" {
  description = "Name of the environment, a part of every name."
  type        = string
}

variable "job_names" {
  description = "Names of the Glue jobs, by the keys that the definition asks for."
  type        = map(string)
}

variable "job_arguments" {
  description = "Default arguments of the Glue jobs, by step."
  type        = map(map(string))
  default     = {}
}

variable "enable_scheduled_execution" {
  description = "Whether the schedule starts refreshes."
  type        = bool
  default     = false
}

variable "schedule_expression" {
  description = "When it does: EventBridge's cron(…) or rate(…), in UTC."
  type        = string
}

variable "notification_emails" {
  description = "Who is told each outcome."
  type        = list(string)
  default     = []
}

variable "refresh_url" {
  description = "Where the API is reached, for the links in the mails: after the first deployment its api_url, or the domain."
  type        = string
  default     = null
}

variable "alarm_actions" {
  description = "ARNs that alarms tell, e.g. the topic of whoever is on call."
  type        = list(string)
  default     = []
}

variable "manage_account_logging" {
  description = "Whether this environment makes the role with which API Gateway logs in this account and region. One environment of an account does, unless the account has the role."
  type        = bool
  default     = false
}

variable "package_directory" {
  description = "What `make package` wrote; null is dist/ of this checkout."
  type        = string
  default     = null
}
