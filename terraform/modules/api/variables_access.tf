# Who gets in.

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
