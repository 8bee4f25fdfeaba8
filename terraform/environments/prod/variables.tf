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

variable "authentication" {
  description = "How callers prove who they are: \"token\", which null stands for, or \"iam\"."
  type        = string
  default     = null
}

variable "oidc" {
  description = "Whose JWTs are taken besides access tokens: issuer and audience, how roles are told, and as which client people sign in to the dashboard; null for none."
  type = object({
    issuer        = string
    audience      = string
    client_id     = optional(string)
    roles_claim   = optional(string)
    viewer_role   = optional(string)
    operator_role = optional(string)
    name_claim    = optional(string)
  })
  default = null
}

variable "token_recovery_days" {
  description = "Days for which the deleted secret of the tokens can be restored; null is the module's own default, 0 where environments come and go."
  type        = number
  default     = null
}

variable "cors_origin" {
  description = "The one other site whose pages may call the API; null for none."
  type        = string
  default     = null
}

variable "package_directory" {
  description = "What `make package` wrote; null is dist/ of this checkout."
  type        = string
  default     = null
}
