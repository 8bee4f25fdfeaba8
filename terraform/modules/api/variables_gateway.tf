# The gateway.

variable "throttle_rate" {
  description = "Requests per second, over all callers. Requests beyond it get a 429."
  type        = number
  default     = 50
  nullable    = false

  validation {
    condition     = var.throttle_rate > 0 && var.throttle_rate <= 10000
    error_message = "throttle_rate must be more than 0 and at most 10000 requests a second."
  }
}

variable "throttle_burst" {
  description = "Requests at the same moment, over all callers. Requests beyond it get a 429."
  type        = number
  default     = 100
  nullable    = false

  validation {
    condition     = var.throttle_burst >= 1 && var.throttle_burst <= 5000 && floor(var.throttle_burst) == var.throttle_burst
    error_message = "throttle_burst must be a whole number from 1 to 5000."
  }
}

variable "write_throttle_rate" {
  description = "Requests per second for each method that changes something, except a stop, over all callers."
  type        = number
  default     = 2
  nullable    = false

  validation {
    condition     = var.write_throttle_rate > 0 && var.write_throttle_rate <= 10000
    error_message = "write_throttle_rate must be more than 0 and at most 10000 requests a second."
  }
}

variable "write_throttle_burst" {
  description = "Requests at the same moment for each method that changes something, except a stop, over all callers."
  type        = number
  default     = 10
  nullable    = false

  validation {
    condition     = var.write_throttle_burst >= 1 && var.write_throttle_burst <= 5000 && floor(var.write_throttle_burst) == var.write_throttle_burst
    error_message = "write_throttle_burst must be a whole number from 1 to 5000."
  }
}

variable "allowed_source_cidrs" {
  description = "IPv4 or IPv6 ranges from which the API can be reached; empty for everywhere. Callers must still authenticate."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for range in var.allowed_source_cidrs : can(cidrhost(range, 0))])
    error_message = "allowed_source_cidrs must be ranges like \"203.0.113.0/24\" or \"2001:db8::/32\"."
  }
}

variable "domain" {
  description = "A domain of your own: its name, the ARN of its certificate (in the API's region), and the Route 53 zone for its record. Without a zone, create the record yourself; its target is the output domain_target. The gateway's own name is then switched off. Null for none."
  type = object({
    domain_name     = string
    certificate_arn = string
    zone_id         = optional(string)
  })
  default = null

  validation {
    condition     = var.domain == null ? true : can(regex("^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]{2,63}$", var.domain.domain_name))
    error_message = "domain.domain_name must be a fully qualified name in lower case, e.g. \"refresh.example.com\"."
  }

  validation {
    condition     = var.domain == null ? true : startswith(var.domain.certificate_arn, replace(var.state_machine_arn, "/:states:([^:]*):([^:]*):.*$/", ":acm:$1:$2:certificate/"))
    error_message = "domain.certificate_arn must be the ARN of an ACM certificate in the API's own account and region."
  }
}
