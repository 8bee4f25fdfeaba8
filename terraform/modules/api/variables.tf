variable "name_prefix" {
  description = "The first part of every name."
  type        = string
  default     = "omc-flywheel"
  nullable    = false

  validation {
    # An IAM role's name has 64 characters at most.
    condition     = can(regex("^[a-z][a-z0-9-]{0,28}[a-z0-9]$", var.name_prefix))
    error_message = "name_prefix must be 2 to 30 lower-case letters, digits and hyphens, e.g. \"omc-flywheel\"."
  }
}

variable "environment" {
  description = "The environment, the second part of every name: two environments live side by side in one account."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,14}[a-z0-9]$", var.environment))
    error_message = "environment must be 2 to 16 lower-case letters, digits and hyphens, e.g. \"dev\"."
  }
}

variable "package_directory" {
  description = "The folder that `make package` wrote: `manifest.json`, `deployment.zip` and `gateway.json`."
  type        = string
  nullable    = false

  validation {
    condition = alltrue([
      for name in ["manifest.json", "gateway.json", "deployment.zip"] :
      fileexists("${var.package_directory}/${name}")
    ])
    error_message = "package_directory must hold manifest.json, gateway.json and deployment.zip; run `make package` first."
  }
}

variable "state_machine_arn" {
  description = "ARN of the state machine that the API starts, reads and stops; the API must be in its account and region."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:[^:]+:states:[^:]+:[0-9]{12}:stateMachine:[^:]+$", var.state_machine_arn))
    error_message = "state_machine_arn must be like \"arn:aws:states:us-east-1:123456789012:stateMachine:name\"."
  }
}

variable "lock_table_name" {
  description = "Name of the table that holds the refresh's lock, in the state machine's account and region."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_.-]{3,255}$", var.lock_table_name))
    error_message = "lock_table_name must be a DynamoDB table's name: 3 to 255 letters, digits, dots, hyphens and underscores."
  }
}

variable "glue_job_arns" {
  description = "ARNs of the pipeline's Glue jobs: the API looks at them before a start, and stops their runs."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.glue_job_arns) > 0 && alltrue([for arn in var.glue_job_arns : can(regex("^arn:[^:]+:glue:[^:]+:[0-9]{12}:job/[^*?]+$", arn))])
    error_message = "glue_job_arns must be one or more like \"arn:aws:glue:us-east-1:123456789012:job/name\"."
  }
}

variable "schedule_rule_name" {
  description = "Name of the EventBridge rule that starts the refresh on its schedule; null where there is none."
  type        = string
  default     = null
}

variable "tags" {
  description = "Tags of every resource that takes tags."
  type        = map(string)
  default     = {}
  nullable    = false
}

# --- The function ---------------------------------------------------------------------------------

variable "memory_size" {
  description = "The function's memory in MB; its share of a CPU grows with it."
  type        = number
  default     = 1024
  nullable    = false

  validation {
    condition     = var.memory_size >= 128 && var.memory_size <= 10240 && floor(var.memory_size) == var.memory_size
    error_message = "memory_size must be a whole number of MB from 128 to 10240."
  }
}

variable "timeout" {
  description = "Seconds after which the function is ended; the gateway waits for 29 at most."
  type        = number
  default     = 29
  nullable    = false

  validation {
    condition     = var.timeout >= 10 && var.timeout <= 29 && floor(var.timeout) == var.timeout
    error_message = "timeout must be a whole number of seconds from 10 to 29: one call to AWS may take 6, and the gateway does not wait longer."
  }
}

variable "reserved_concurrency" {
  description = "How many requests may run at a time, kept free for this function; null shares the account's."
  type        = number
  default     = null

  validation {
    # 0 would be an API that answers nobody.
    condition     = var.reserved_concurrency == null ? true : var.reserved_concurrency >= 1 && floor(var.reserved_concurrency) == var.reserved_concurrency
    error_message = "reserved_concurrency must be a whole number from 1, or null."
  }
}

variable "snap_start" {
  description = "Whether the function starts from a snapshot (SnapStart): faster first answers, for a price; Python 3.12 or newer."
  type        = bool
  default     = false
  nullable    = false
}

variable "poll_after_seconds" {
  description = "How often a viewer is told to come back; null is the API's own default."
  type        = number
  default     = null

  validation {
    condition     = var.poll_after_seconds == null ? true : var.poll_after_seconds > 0
    error_message = "poll_after_seconds must be more than 0, or null."
  }
}

variable "live_cache_seconds" {
  description = "How long the API keeps what AWS said of a running execution; null is the API's own default."
  type        = number
  default     = null

  validation {
    condition     = var.live_cache_seconds == null ? true : var.live_cache_seconds >= 0
    error_message = "live_cache_seconds must be 0 or more, or null."
  }
}

variable "permissions_boundary" {
  description = "ARN of the policy that bounds the roles; null for none."
  type        = string
  default     = null

  validation {
    condition     = var.permissions_boundary == null ? true : can(regex("^arn:[^:]+:iam::([0-9]{12}|aws):policy/.+$", var.permissions_boundary))
    error_message = "permissions_boundary must be like \"arn:aws:iam::123456789012:policy/name\", or null."
  }
}

# --- Logs and encryption --------------------------------------------------------------------------

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
  description = "ARN of the key that encrypts the logs, the functions' environments and the access tokens; null for keys of AWS. Its policy must let CloudWatch Logs use it."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_arn == null ? true : can(regex("^arn:[^:]+:kms:[^:]+:[0-9]{12}:key/.+$", var.kms_key_arn))
    error_message = "kms_key_arn must be like \"arn:aws:kms:us-east-1:123456789012:key/id\" (a key, not an alias), or null."
  }
}

variable "manage_account_logging" {
  description = "Whether to make the role with which every API Gateway of this account and region writes logs. It can be made once an account and region: leave it to one environment, or to whoever set up the account."
  type        = bool
  default     = false
  nullable    = false
}

# --- Who gets in ----------------------------------------------------------------------------------

variable "authentication" {
  description = "How callers prove who they are: \"token\", an access token or a JWT, or \"iam\", requests that are signed by a principal of this account (SigV4)."
  type        = string
  default     = "token"
  nullable    = false

  validation {
    condition     = contains(["token", "iam"], var.authentication)
    error_message = "authentication must be token or iam."
  }
}

variable "oidc" {
  description = "Whose JWTs are taken besides access tokens: the issuer, exactly as their `iss` has it, and what their `aud` must be; which claim has the roles (dots go into objects), whether that is a string with spaces between as a scope is, how the two roles are called there, and which claim names the caller, each with a default of the API's own; and as which client, if any, people sign in to the dashboard there. Null for none."
  type = object({
    issuer               = string
    audience             = string
    client_id            = optional(string)
    roles_claim          = optional(string)
    roles_claim_is_scope = optional(bool)
    viewer_role          = optional(string)
    operator_role        = optional(string)
    name_claim           = optional(string)
  })
  default = null

  validation {
    # Whoever can change what plain HTTP carries could sign tokens of their own.
    condition     = var.oidc == null ? true : can(regex("^https://[^\\s/?#]+(/[^\\s?#]*)?$", var.oidc.issuer))
    error_message = "oidc.issuer must be an https URL without a query, e.g. \"https://login.example.com/tenant\"."
  }

  validation {
    condition     = var.oidc == null ? true : alltrue([for value in values(var.oidc) : value == null ? true : trimspace(tostring(value)) != ""])
    error_message = "oidc must say what it says: leave out what has no value."
  }

  validation {
    condition     = var.oidc == null || var.authentication == "token"
    error_message = "oidc needs authentication = \"token\": with AWS IAM, the gateway takes no JWTs."
  }
}

variable "token_cache_seconds" {
  description = "How long the authorizer keeps the list of access tokens; null is the API's own default. A revoked token is good for this and authorizer_ttl_seconds."
  type        = number
  default     = null

  validation {
    condition     = var.token_cache_seconds == null ? true : var.token_cache_seconds >= 0
    error_message = "token_cache_seconds must be 0 or more, or null."
  }
}

variable "authorizer_ttl_seconds" {
  description = "How long the gateway keeps what the authorizer said of a token; 0 asks it for every request."
  type        = number
  default     = 60
  nullable    = false

  validation {
    condition     = var.authorizer_ttl_seconds >= 0 && var.authorizer_ttl_seconds <= 3600 && floor(var.authorizer_ttl_seconds) == var.authorizer_ttl_seconds
    error_message = "authorizer_ttl_seconds must be a whole number of seconds from 0 to 3600."
  }
}

variable "token_recovery_days" {
  description = "Days for which the deleted secret of the tokens can be restored; as long, its name is taken. 0 deletes it at once, where environments come and go."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.token_recovery_days == 0 || (var.token_recovery_days >= 7 && var.token_recovery_days <= 30 && floor(var.token_recovery_days) == var.token_recovery_days)
    error_message = "token_recovery_days must be 0, or a whole number of days from 7 to 30."
  }
}

variable "cors_origin" {
  description = "The one other site whose pages may call, e.g. \"https://ops.example.com\"; null for none."
  type        = string
  default     = null

  validation {
    # As browsers send it: they compare it letter by letter.
    condition     = var.cors_origin == null ? true : can(regex("^https?://[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?$", var.cors_origin))
    error_message = "cors_origin must be exactly one origin, in lower case and without a path, e.g. \"https://ops.example.com\", or null."
  }

  validation {
    # A page has no AWS credentials to sign with, and preflights do not allow the headers of a signature.
    condition     = var.cors_origin == null || var.authentication != "iam"
    error_message = "cors_origin is for pages that send tokens; with authentication = \"iam\" leave it null."
  }
}

# --- The gateway ----------------------------------------------------------------------------------

variable "throttle_rate" {
  description = "Requests a second that are let in, over all callers; more are answered with 429."
  type        = number
  default     = 50
  nullable    = false

  validation {
    condition     = var.throttle_rate > 0 && var.throttle_rate <= 10000
    error_message = "throttle_rate must be more than 0 and at most 10000 requests a second."
  }
}

variable "throttle_burst" {
  description = "Requests that are let in at once, over all callers."
  type        = number
  default     = 100
  nullable    = false

  validation {
    condition     = var.throttle_burst >= 1 && var.throttle_burst <= 5000 && floor(var.throttle_burst) == var.throttle_burst
    error_message = "throttle_burst must be a whole number from 1 to 5000."
  }
}

variable "write_throttle_rate" {
  description = "Requests a second that are let in for each method that changes something (but a stop), over all callers."
  type        = number
  default     = 2
  nullable    = false

  validation {
    condition     = var.write_throttle_rate > 0 && var.write_throttle_rate <= 10000
    error_message = "write_throttle_rate must be more than 0 and at most 10000 requests a second."
  }
}

variable "write_throttle_burst" {
  description = "Requests that are let in at once for each method that changes something (but a stop), over all callers."
  type        = number
  default     = 10
  nullable    = false

  validation {
    condition     = var.write_throttle_burst >= 1 && var.write_throttle_burst <= 5000 && floor(var.write_throttle_burst) == var.write_throttle_burst
    error_message = "write_throttle_burst must be a whole number from 1 to 5000."
  }
}

variable "allowed_source_cidrs" {
  description = "IPv4 or IPv6 ranges from which the API can be reached at all; empty for everywhere. It lets nobody in."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for range in var.allowed_source_cidrs : can(cidrhost(range, 0))])
    error_message = "allowed_source_cidrs must be ranges like \"203.0.113.0/24\" or \"2001:db8::/32\"."
  }
}

variable "domain" {
  description = "A domain of your own: its name, the ARN of its certificate (in the API's region), and the Route 53 zone for its record; without a zone you make the record yourself, to the output domain_target. The gateway's own name then leads nowhere. Null for none."
  type = object({
    domain_name     = string
    certificate_arn = string
    zone_id         = optional(string)
  })
  default = null

  validation {
    condition     = var.domain == null ? true : can(regex("^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]{2,63}$", var.domain.domain_name))
    error_message = "domain.domain_name must be a full name in lower case, e.g. \"refresh.example.com\"."
  }

  validation {
    condition     = var.domain == null ? true : startswith(var.domain.certificate_arn, replace(var.state_machine_arn, "/:states:([^:]*):([^:]*):.*$/", ":acm:$1:$2:certificate/"))
    error_message = "domain.certificate_arn must be a certificate of ACM in the API's own account and region."
  }
}

# --- Alarms ---------------------------------------------------------------------------------------

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
