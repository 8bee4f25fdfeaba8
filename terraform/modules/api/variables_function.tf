# The function.

variable "memory_size" {
  description = "Memory of the function in MB. Its share of a CPU grows with it."
  type        = number
  default     = 1024
  nullable    = false

  validation {
    condition     = var.memory_size >= 128 && var.memory_size <= 10240 && floor(var.memory_size) == var.memory_size
    error_message = "memory_size must be a whole number of MB from 128 to 10240."
  }
}

variable "timeout" {
  description = "Timeout of the function in seconds. The gateway waits for at most 29."
  type        = number
  default     = 29
  nullable    = false

  validation {
    condition     = var.timeout >= 10 && var.timeout <= 29 && floor(var.timeout) == var.timeout
    error_message = "timeout must be a whole number of seconds from 10 to 29: one call to AWS may take 6, and the gateway does not wait longer."
  }
}

variable "reserved_concurrency" {
  description = "Concurrency that is reserved for this function: how many requests may run at a time. Null shares the account's concurrency."
  type        = number
  default     = null

  validation {
    # With 0, the API would answer nobody.
    condition     = var.reserved_concurrency == null ? true : var.reserved_concurrency >= 1 && floor(var.reserved_concurrency) == var.reserved_concurrency
    error_message = "reserved_concurrency must be a whole number from 1, or null."
  }
}

variable "snap_start" {
  description = "Whether the API and the authorizer start from a snapshot (SnapStart). First answers are faster, and cost extra. Needs Python 3.12 or newer."
  type        = bool
  default     = false
  nullable    = false
}

variable "poll_after_seconds" {
  description = "Seconds after which the API tells viewers to ask again (`poll_after_seconds`); null is the API's own default."
  type        = number
  default     = null

  validation {
    condition     = var.poll_after_seconds == null ? true : var.poll_after_seconds > 0
    error_message = "poll_after_seconds must be more than 0, or null."
  }
}

variable "live_cache_seconds" {
  description = "Seconds after which the API asks AWS anew while a refresh runs; five times that when none does. Null is the API's own default."
  type        = number
  default     = null

  validation {
    condition     = var.live_cache_seconds == null ? true : var.live_cache_seconds >= 0
    error_message = "live_cache_seconds must be 0 or more, or null."
  }
}

variable "permissions_boundary" {
  description = "ARN of the permissions boundary of the roles; null for none."
  type        = string
  default     = null

  validation {
    condition     = var.permissions_boundary == null ? true : can(regex("^arn:[^:]+:iam::([0-9]{12}|aws):policy/.+$", var.permissions_boundary))
    error_message = "permissions_boundary must be like \"arn:aws:iam::123456789012:policy/name\", or null."
  }
}
