# The inputs of the module api: see variables.tf.

variable "package_directory" {
  description = "The folder that `make package` wrote: `manifest.json`, `deployment.zip` and `gateway.json`."
  type        = string
  default     = null
}

variable "memory_size" {
  description = "Memory of the function in MB. Its share of a CPU grows with it."
  type        = number
  default     = null
}

variable "timeout" {
  description = "Timeout of the function in seconds. The gateway waits for at most 29."
  type        = number
  default     = null
}

variable "reserved_concurrency" {
  description = "Concurrency that is reserved for this function: how many requests may run at a time. Null shares the account's concurrency."
  type        = number
  default     = null
}

variable "snap_start" {
  description = "Whether the API and the authorizer start from a snapshot (SnapStart). First answers are faster, and cost extra. Needs Python 3.12 or newer."
  type        = bool
  default     = null
}

variable "poll_after_seconds" {
  description = "Seconds after which the API tells viewers to ask again (`poll_after_seconds`); null is the API's own default."
  type        = number
  default     = null
}

variable "live_cache_seconds" {
  description = "Seconds after which the API asks AWS anew while a refresh runs; five times that when none does. Null is the API's own default."
  type        = number
  default     = null
}

variable "api_log_level" {
  description = "Lowest level of the functions' log lines that are kept: DEBUG, INFO, WARN or ERROR."
  type        = string
  default     = null
}

variable "api_log_retention_days" {
  description = "Days that logs are kept; 0 keeps them for ever."
  type        = number
  default     = null
}

variable "api_kms_key_arn" {
  description = "ARN of the key that encrypts the logs, the functions' environments, the access tokens and the records; null for keys of AWS. Its policy must let CloudWatch Logs use it."
  type        = string
  default     = null
}

variable "records_deletion_protection" {
  description = "Whether the table of records is protected from deletion, for example by `terraform destroy`. It has executions that Step Functions no longer keeps."
  type        = bool
  default     = null
}

variable "keeper_enabled" {
  description = "Whether the keeper runs: every five minutes, it records executions that have ended and that nobody has looked at."
  type        = bool
  default     = null
}

variable "manage_account_logging" {
  description = "Whether to create the role with which every API Gateway of this account and region writes logs. There is only one per account and region: set this in one environment only, or nowhere if the account already has the role."
  type        = bool
  default     = null
}

variable "authentication" {
  description = "How callers authenticate: \"token\" with an access token or a JWT, or \"iam\" with requests that a principal of this account signs (SigV4)."
  type        = string
  default     = null
}

variable "oidc" {
  description = "The issuer whose JWTs the API accepts besides access tokens; null for none. `issuer` is the exact `iss` of the JWTs, and `audience` their `aud`. `roles_claim` is the claim with the roles (dots go into objects); with `roles_claim_is_scope` it is a string with spaces between the roles. `viewer_role` and `operator_role` are the names of the two roles there, and `name_claim` is the claim with the caller's name; the API has a default for each. With `client_id`, people sign in to the dashboard as this client."
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
}

variable "token_cache_seconds" {
  description = "Seconds that the authorizer caches the list of access tokens; null is the API's own default. A revoked token still works for at most this time plus authorizer_ttl_seconds."
  type        = number
  default     = null
}

variable "authorizer_ttl_seconds" {
  description = "Seconds that the gateway caches the authorizer's answer for a token; 0 calls the authorizer for every request."
  type        = number
  default     = null
}

variable "token_recovery_days" {
  description = "Days during which the deleted secret of the tokens can be restored. Its name cannot be used again during this time. 0 deletes it at once, for short-lived environments."
  type        = number
  default     = null
}

variable "cors_origin" {
  description = "The one other site whose pages may call the API, e.g. \"https://ops.example.com\"; null for none."
  type        = string
  default     = null
}

variable "throttle_rate" {
  description = "Requests per second, over all callers. Requests beyond it get a 429."
  type        = number
  default     = null
}

variable "throttle_burst" {
  description = "Requests at the same moment, over all callers. Requests beyond it get a 429."
  type        = number
  default     = null
}

variable "write_throttle_rate" {
  description = "Requests per second for each method that changes something, except a stop, over all callers."
  type        = number
  default     = null
}

variable "write_throttle_burst" {
  description = "Requests at the same moment for each method that changes something, except a stop, over all callers."
  type        = number
  default     = null
}

variable "allowed_source_cidrs" {
  description = "IPv4 or IPv6 ranges from which the API can be reached; empty for everywhere. Callers must still authenticate."
  type        = list(string)
  default     = null
}

variable "domain" {
  description = "A domain of your own: its name, the ARN of its certificate (in the API's region), and the Route 53 zone for its record. Without a zone, create the record yourself; its target is the output domain_target. The gateway's own name is then switched off. Null for none."
  type = object({
    domain_name     = string
    certificate_arn = string
    zone_id         = optional(string)
  })
  default = null
}

variable "latency_threshold_seconds" {
  description = "Latency in seconds for the alarm: it goes off if for 15 minutes more than one in twenty requests takes longer."
  type        = number
  default     = null
}
