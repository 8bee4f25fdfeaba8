# The pipeline. Which jobs and steps there are is said by the pipeline file and nowhere here.

variable "pipeline_file" {
  description = "Path of a pipeline of your own, to run in place of the module's; pipeline.yaml shows its form."
  type        = string
  default     = null

  validation {
    condition     = var.pipeline_file == null || can(file(var.pipeline_file))
    error_message = "pipeline_file is a file that can be read, best as \"$${path.module}/pipeline.yaml\"; there is none at ${coalesce(var.pipeline_file, "-")}."
  }

  validation {
    condition     = var.pipeline_file == null || !can(yamldecode(file(var.pipeline_file))) || can(keys(yamldecode(file(var.pipeline_file))))
    error_message = "pipeline_file is a mapping with stages and step_defaults; ${coalesce(var.pipeline_file, "-")} is not."
  }
}

variable "job_names" {
  description = "Names of the Glue jobs, by the jobs that the pipeline's steps name."
  type        = map(string)
  nullable    = false

  validation {
    condition     = length(local.pipeline_problems) > 0 || length(setsubtract(keys(var.job_names), local.jobs)) == 0 && length(setsubtract(local.jobs, keys(var.job_names))) == 0
    error_message = "job_names has exactly the jobs that the pipeline's steps name: ${join(", ", local.jobs)}. Missing: ${join(", ", coalescelist(sort(setsubtract(local.jobs, keys(var.job_names))), ["none"]))}; too many: ${join(", ", coalescelist(sort(setsubtract(keys(var.job_names), local.jobs)), ["none"]))}."
  }

  validation {
    condition     = alltrue([for name in values(var.job_names) : can(regex(local.name_rules.job, name))])
    error_message = "A name in job_names is 1 to 255 characters on one line, without * ? $; these are not: ${join(", ", [for job, name in var.job_names : job if !can(regex(local.name_rules.job, name))])}."
  }
}

variable "job_arguments" {
  description = "Default arguments of the Glue jobs, by step key. A caller may override them for one execution."
  type        = map(map(string))
  default     = {}
  nullable    = false

  validation {
    condition     = length(local.pipeline_problems) > 0 || length(setsubtract(keys(var.job_arguments), local.step_keys)) == 0
    error_message = "job_arguments has steps of the pipeline, any of ${join(", ", local.step_keys)}; it has none named ${join(", ", setsubtract(keys(var.job_arguments), local.step_keys))}."
  }

  # "--X.$" would be read as a path by Step Functions.
  validation {
    condition     = alltrue(flatten([for arguments in var.job_arguments : [for name in keys(arguments) : can(regex(local.rules.arguments.name.pattern, name))]]))
    error_message = "Names in job_arguments begin with --, as Glue wants them, and hold no space and no $ at their end; these do not: ${join(", ", flatten([for step, arguments in var.job_arguments : [for name in keys(arguments) : "${step} ${name}" if !can(regex(local.rules.arguments.name.pattern, name))]]))}."
  }
}

variable "step_timeouts" {
  description = "Seconds after which a step is given up, by step key; a step that is not named keeps the pipeline's."
  type        = map(number)
  default     = {}
  nullable    = false

  validation {
    condition     = length(local.pipeline_problems) > 0 || length(setsubtract(keys(var.step_timeouts), local.step_keys)) == 0
    error_message = "step_timeouts has steps of the pipeline, any of ${join(", ", local.step_keys)}; it has none named ${join(", ", setsubtract(keys(var.step_timeouts), local.step_keys))}."
  }

  validation {
    condition     = alltrue([for seconds in values(var.step_timeouts) : try(seconds >= local.rules.numbers.timeout_seconds.least && seconds <= local.rules.numbers.timeout_seconds.most && floor(seconds) == seconds, false)])
    error_message = "A timeout in step_timeouts is ${local.rules.numbers.timeout_seconds.rule}."
  }
}

variable "step_retries" {
  description = "How often and when a failed step is tried again, by step key; what is not given stays as in the pipeline."
  type = map(object({
    attempts         = optional(number)
    interval_seconds = optional(number)
    backoff_rate     = optional(number)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = length(local.pipeline_problems) > 0 || length(setsubtract(keys(var.step_retries), local.step_keys)) == 0
    error_message = "step_retries has steps of the pipeline, any of ${join(", ", local.step_keys)}; it has none named ${join(", ", setsubtract(keys(var.step_retries), local.step_keys))}."
  }

  validation {
    condition     = alltrue([for retry in values(var.step_retries) : try(retry.attempts == null ? true : retry.attempts >= local.rules.numbers.retry_attempts.least && retry.attempts <= local.rules.numbers.retry_attempts.most && floor(retry.attempts) == retry.attempts, false)])
    error_message = "attempts in step_retries is ${local.rules.numbers.retry_attempts.rule}."
  }

  validation {
    condition     = alltrue([for retry in values(var.step_retries) : try(retry.interval_seconds == null ? true : retry.interval_seconds >= local.rules.numbers.retry_interval_seconds.least && retry.interval_seconds <= local.rules.numbers.retry_interval_seconds.most && floor(retry.interval_seconds) == retry.interval_seconds, false)])
    error_message = "interval_seconds in step_retries is ${local.rules.numbers.retry_interval_seconds.rule}."
  }

  validation {
    condition     = alltrue([for retry in values(var.step_retries) : try(retry.backoff_rate == null ? true : retry.backoff_rate >= local.rules.numbers.retry_backoff_rate.least && retry.backoff_rate <= local.rules.numbers.retry_backoff_rate.most, false)])
    error_message = "backoff_rate in step_retries is ${local.rules.numbers.retry_backoff_rate.rule}."
  }
}

variable "execution_timeout_seconds" {
  description = "Seconds after which a whole refresh is given up; null is a day."
  type        = number
  default     = null

  validation {
    condition     = var.execution_timeout_seconds == null || try(var.execution_timeout_seconds >= local.rules.numbers.timeout_seconds.least && var.execution_timeout_seconds <= local.rules.numbers.timeout_seconds.most && floor(var.execution_timeout_seconds) == var.execution_timeout_seconds, false)
    error_message = "execution_timeout_seconds is ${local.rules.numbers.timeout_seconds.rule}, or null for a day."
  }
}

variable "wait_seconds" {
  description = "Seconds before something is tried again that is no step: a job at its concurrency limit, the lock, a notification; what is not given stays as in resources.yaml."
  type = object({
    concurrency  = optional(number)
    lock         = optional(number)
    notification = optional(number)
  })
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for seconds in values(var.wait_seconds) : seconds == null ? true : seconds >= local.rules.numbers.timeout_seconds.least && seconds <= local.rules.numbers.timeout_seconds.most && floor(seconds) == seconds])
    error_message = "Each in wait_seconds is ${local.rules.numbers.timeout_seconds.rule}."
  }
}
