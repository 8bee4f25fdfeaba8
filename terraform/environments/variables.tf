# The inputs that both modules have. The modules describe and check every value; null is the module's default.

variable "region" {
  description = "The AWS region."
  type        = string
  default     = "us-east-1"
}

variable "environment" {
  description = "Name of the environment, in lower-case letters, digits and hyphens. It is part of the name of every resource."
  type        = string

  # Otherwise the values of one environment could be applied to the state of another.
  validation {
    condition     = var.environment == terraform.workspace
    error_message = "The values are those of the environment ${var.environment}, but the workspace is ${terraform.workspace}; `make plan ENV=${var.environment}` selects the right workspace."
  }
}

variable "name_prefix" {
  description = "First part of the name of every resource, before the environment."
  type        = string
  default     = null
}

variable "tags" {
  description = "Tags for every resource, in addition to the provider's default tags."
  type        = map(string)
  default     = null
}

variable "permissions_boundary" {
  description = "ARN of the permissions boundary of the roles; null for none."
  type        = string
  default     = null
}

variable "alarm_actions" {
  description = "ARNs that the alarms notify, e.g. the topic of a pager. Do not give the topic of the module orchestration, which already gets a message for each outcome."
  type        = list(string)
  default     = null
}
