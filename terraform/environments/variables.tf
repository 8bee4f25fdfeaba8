# The inputs of both modules, for the values of an environment. What each must be is said, and checked, by
# the modules; null is a module's own default.

variable "region" {
  description = "The AWS region."
  type        = string
  default     = "us-east-1"
}

variable "environment" {
  description = "Name of the environment, part of every name: lower-case letters, digits and hyphens."
  type        = string

  # Or the values of one environment would be applied to the state of another.
  validation {
    condition     = var.environment == terraform.workspace
    error_message = "The values are of the environment ${var.environment}, and the workspace is ${terraform.workspace}; `make plan ENV=${var.environment}` selects the one of the same name."
  }
}

variable "name_prefix" {
  description = "What every name begins with, before the environment."
  type        = string
  default     = null
}

variable "tags" {
  description = "Tags of every resource, besides the provider's default tags."
  type        = map(string)
  default     = null
}

variable "permissions_boundary" {
  description = "ARN of the policy that bounds the roles; null is none."
  type        = string
  default     = null
}

variable "alarm_actions" {
  description = "ARNs of what the alarms tell, as the topic of a pager. Not the topic of this module: it is told each outcome already."
  type        = list(string)
  default     = null
}
