# How callers authenticate.

variable "authentication" {
  description = "How callers authenticate: \"token\" with an access token or a JWT, or \"iam\" with requests that a principal of this account signs (SigV4)."
  type        = string
  default     = "token"
  nullable    = false

  validation {
    condition     = contains(["token", "iam"], var.authentication)
    error_message = "authentication must be token or iam."
  }
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

  validation {
    # Over plain HTTP, an attacker could replace the issuer's keys and sign tokens.
    condition     = var.oidc == null ? true : can(regex("^https://[^\\s/?#]+(/[^\\s?#]*)?$", var.oidc.issuer))
    error_message = "oidc.issuer must be an https URL without a query, e.g. \"https://login.example.com/tenant\"."
  }

  validation {
    condition     = var.oidc == null ? true : alltrue([for value in values(var.oidc) : value == null ? true : trimspace(tostring(value)) != ""])
    error_message = "oidc must have no empty value: leave out a field that has no value."
  }

  validation {
    condition     = var.oidc == null || var.authentication == "token"
    error_message = "oidc needs authentication = \"token\": with AWS IAM, the gateway accepts no JWTs."
  }
}

variable "token_cache_seconds" {
  description = "Seconds that the authorizer caches the list of access tokens; null is the API's own default. A revoked token still works for at most this time plus authorizer_ttl_seconds."
  type        = number
  default     = null

  validation {
    condition     = var.token_cache_seconds == null ? true : var.token_cache_seconds >= 0
    error_message = "token_cache_seconds must be 0 or more, or null."
  }
}

variable "authorizer_ttl_seconds" {
  description = "Seconds that the gateway caches the authorizer's answer for a token; 0 calls the authorizer for every request."
  type        = number
  default     = 60
  nullable    = false

  validation {
    condition     = var.authorizer_ttl_seconds >= 0 && var.authorizer_ttl_seconds <= 3600 && floor(var.authorizer_ttl_seconds) == var.authorizer_ttl_seconds
    error_message = "authorizer_ttl_seconds must be a whole number of seconds from 0 to 3600."
  }
}

variable "token_recovery_days" {
  description = "Days during which the deleted secret of the tokens can be restored. Its name cannot be used again during this time. 0 deletes it at once, for short-lived environments."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.token_recovery_days == 0 || (var.token_recovery_days >= 7 && var.token_recovery_days <= 30 && floor(var.token_recovery_days) == var.token_recovery_days)
    error_message = "token_recovery_days must be 0, or a whole number of days from 7 to 30."
  }
}

variable "cors_origin" {
  description = "The one other site whose pages may call the API, e.g. \"https://ops.example.com\"; null for none."
  type        = string
  default     = null

  validation {
    # In the exact form that browsers send, because they compare it letter by letter.
    condition     = var.cors_origin == null ? true : can(regex("^https?://[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?$", var.cors_origin))
    error_message = "cors_origin must be exactly one origin, in lower case and without a path, e.g. \"https://ops.example.com\", or null."
  }

  validation {
    # A page has no AWS credentials to sign requests, and the preflight does not allow the headers of a signature.
    condition     = var.cors_origin == null || var.authentication != "iam"
    error_message = "cors_origin is for pages that send tokens; with authentication = \"iam\" leave it null."
  }
}
