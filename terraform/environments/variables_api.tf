# The inputs of the module api: see variables.tf.

variable "package_directory" {
  description = "The folder that `make package` wrote: `manifest.json`, `deployment.zip` and `gateway.json`."
  type        = string
  default     = null
}

variable "memory_size" {
  description = "The function's memory in MB; its share of a CPU grows with it."
  type        = number
  default     = null
}

variable "timeout" {
  description = "Seconds after which the function is ended; the gateway waits for 29 at most."
  type        = number
  default     = null
}

variable "reserved_concurrency" {
  description = "How many requests may run at a time, kept free for this function; null shares the account's."
  type        = number
  default     = null
}

variable "snap_start" {
  description = "Whether the function starts from a snapshot (SnapStart): faster first answers, for a price; Python 3.12 or newer."
  type        = bool
  default     = null
}

variable "poll_after_seconds" {
  description = "How often a viewer is told to come back; null is the API's own default."
  type        = number
  default     = null
}

variable "live_cache_seconds" {
  description = "How long the API keeps what AWS said of a running execution; null is the API's own default."
  type        = number
  default     = null
}

variable "api_log_level" {
  description = "The least severe of the function's lines that are kept: DEBUG, INFO, WARN or ERROR."
  type        = string
  default     = null
}

variable "api_log_retention_days" {
  description = "Days that logs are kept; 0 is for ever."
  type        = number
  default     = null
}

variable "api_kms_key_arn" {
  description = "ARN of the key that encrypts the logs, the functions' environments, the access tokens and the records; null for keys of AWS. Its policy must let CloudWatch Logs use it."
  type        = string
  default     = null
}

variable "records_deletion_protection" {
  description = "Whether the table of records is protected from being deleted, as by `terraform destroy`; it has what Step Functions has forgotten."
  type        = bool
  default     = null
}

variable "manage_account_logging" {
  description = "Whether to make the role with which every API Gateway of this account and region writes logs. It can be made once an account and region: leave it to one environment, or to whoever set up the account."
  type        = bool
  default     = null
}

variable "authentication" {
  description = "How callers prove who they are: \"token\", an access token or a JWT, or \"iam\", requests that are signed by a principal of this account (SigV4)."
  type        = string
  default     = null
}

variable "oidc" {
  description = "Whose JWTs are taken besides access tokens: the issuer, exactly as their `iss` has it, and what their `aud` must be; which claim has the roles (dots go into objects), how the two roles are called there, and which claim names the caller, each with a default of the API's own; and as which client, if any, people sign in to the dashboard there. Null for none."
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

variable "token_cache_seconds" {
  description = "How long the authorizer keeps the list of access tokens; null is the API's own default. A revoked token is good for this and authorizer_ttl_seconds."
  type        = number
  default     = null
}

variable "authorizer_ttl_seconds" {
  description = "How long the gateway keeps what the authorizer said of a token; 0 asks it for every request."
  type        = number
  default     = null
}

variable "token_recovery_days" {
  description = "Days for which the deleted secret of the tokens can be restored; as long, its name is taken. 0 deletes it at once, where environments come and go."
  type        = number
  default     = null
}

variable "cors_origin" {
  description = "The one other site whose pages may call, e.g. \"https://ops.example.com\"; null for none."
  type        = string
  default     = null
}

variable "throttle_rate" {
  description = "Requests a second that are let in, over all callers; more are answered with 429."
  type        = number
  default     = null
}

variable "throttle_burst" {
  description = "Requests that are let in at once, over all callers."
  type        = number
  default     = null
}

variable "write_throttle_rate" {
  description = "Requests a second that are let in for each method that changes something (but a stop), over all callers."
  type        = number
  default     = null
}

variable "write_throttle_burst" {
  description = "Requests that are let in at once for each method that changes something (but a stop), over all callers."
  type        = number
  default     = null
}

variable "allowed_source_cidrs" {
  description = "IPv4 or IPv6 ranges from which the API can be reached at all; empty for everywhere. It lets nobody in."
  type        = list(string)
  default     = null
}

variable "domain" {
  description = "A domain of your own: its name, the ARN of its certificate (in the API's region), and the Route 53 zone for its record; without a zone you make the record yourself, to the output domain_target. Null for none."
  type = object({
    domain_name     = string
    certificate_arn = string
    zone_id         = optional(string)
  })
  default = null
}

variable "latency_threshold_seconds" {
  description = "The alarm goes off when one request in twenty takes longer than this for a quarter of an hour."
  type        = number
  default     = null
}
