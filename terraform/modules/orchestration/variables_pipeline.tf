# The pipeline. Only the pipeline file names the jobs and the steps.

variable "pipeline_file" {
  description = "Path of a pipeline of your own, which runs instead of the module's. pipeline.yaml shows the format. Null for the module's own."
  type        = string
  default     = null

  validation {
    condition     = var.pipeline_file == null || can(file(var.pipeline_file))
    error_message = "pipeline_file must be a readable file, best given as \"$${path.module}/pipeline.yaml\"; there is none at ${coalesce(var.pipeline_file, "-")}."
  }

  validation {
    condition     = var.pipeline_file == null || !can(yamldecode(file(var.pipeline_file))) || can(keys(yamldecode(file(var.pipeline_file))))
    error_message = "pipeline_file must contain a mapping with stages and step_defaults; ${coalesce(var.pipeline_file, "-")} is not."
  }
}

variable "job_names" {
  description = "Names of the Glue jobs in AWS, by the `job` that the steps of the pipeline use."
  type        = map(string)
  nullable    = false

  validation {
    condition     = length(local.pipeline_problems) > 0 || length(setsubtract(keys(var.job_names), local.jobs)) == 0 && length(setsubtract(local.jobs, keys(var.job_names))) == 0
    error_message = "job_names must have exactly the jobs that the pipeline's steps use: ${join(", ", local.jobs)}. Missing: ${join(", ", coalescelist(sort(setsubtract(local.jobs, keys(var.job_names))), ["none"]))}; unknown: ${join(", ", coalescelist(sort(setsubtract(keys(var.job_names), local.jobs)), ["none"]))}."
  }

  validation {
    condition     = alltrue([for name in values(var.job_names) : can(regex(local.name_rules.job, name))])
    error_message = "A name in job_names must be 1 to 255 characters on one line, without * ? $; these are not: ${join(", ", [for job, name in var.job_names : job if !can(regex(local.name_rules.job, name))])}."
  }
}

variable "job_arguments" {
  description = "Default arguments of the Glue jobs, by step key. A caller can override them for one execution."
  type        = map(map(string))
  default     = {}
  nullable    = false

  validation {
    condition     = length(local.pipeline_problems) > 0 || length(setsubtract(keys(var.job_arguments), local.step_keys)) == 0
    error_message = "The keys of job_arguments must be steps of the pipeline: ${join(", ", local.step_keys)}; it has none named ${join(", ", setsubtract(keys(var.job_arguments), local.step_keys))}."
  }

  # Step Functions would read "--X.$" as a path.
  validation {
    condition     = alltrue(flatten([for arguments in var.job_arguments : [for name in keys(arguments) : can(regex(local.rules.arguments.name.pattern, name))]]))
    error_message = "Names in job_arguments must begin with --, as Glue requires, and have no space, and no $ or - at the end; these are wrong: ${join(", ", flatten([for step, arguments in var.job_arguments : [for name in keys(arguments) : "${step} ${name}" if !can(regex(local.rules.arguments.name.pattern, name))]]))}."
  }
}

variable "step_timeouts" {
  description = "Timeout of each step in seconds, by step key. A step that is not named keeps the pipeline's timeout."
  type        = map(number)
  default     = {}
  nullable    = false

  validation {
    condition     = length(local.pipeline_problems) > 0 || length(setsubtract(keys(var.step_timeouts), local.step_keys)) == 0
    error_message = "The keys of step_timeouts must be steps of the pipeline: ${join(", ", local.step_keys)}; it has none named ${join(", ", setsubtract(keys(var.step_timeouts), local.step_keys))}."
  }

  validation {
    condition     = alltrue([for seconds in values(var.step_timeouts) : try(seconds >= local.rules.numbers.timeout_seconds.least && seconds <= local.rules.numbers.timeout_seconds.most && floor(seconds) == seconds, false)])
    error_message = "A timeout in step_timeouts must be ${local.rules.numbers.timeout_seconds.rule}."
  }
}

variable "step_retries" {
  description = "How often and when a failed step is retried, by step key. Values that are not given stay as in the pipeline."
  type = map(object({
    attempts         = optional(number)
    interval_seconds = optional(number)
    backoff_rate     = optional(number)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = length(local.pipeline_problems) > 0 || length(setsubtract(keys(var.step_retries), local.step_keys)) == 0
    error_message = "The keys of step_retries must be steps of the pipeline: ${join(", ", local.step_keys)}; it has none named ${join(", ", setsubtract(keys(var.step_retries), local.step_keys))}."
  }

  validation {
    condition     = alltrue([for retry in values(var.step_retries) : try(retry.attempts == null ? true : retry.attempts >= local.rules.numbers.retry_attempts.least && retry.attempts <= local.rules.numbers.retry_attempts.most && floor(retry.attempts) == retry.attempts, false)])
    error_message = "attempts in step_retries must be ${local.rules.numbers.retry_attempts.rule}."
  }

  validation {
    condition     = alltrue([for retry in values(var.step_retries) : try(retry.interval_seconds == null ? true : retry.interval_seconds >= local.rules.numbers.retry_interval_seconds.least && retry.interval_seconds <= local.rules.numbers.retry_interval_seconds.most && floor(retry.interval_seconds) == retry.interval_seconds, false)])
    error_message = "interval_seconds in step_retries must be ${local.rules.numbers.retry_interval_seconds.rule}."
  }

  validation {
    condition     = alltrue([for retry in values(var.step_retries) : try(retry.backoff_rate == null ? true : retry.backoff_rate >= local.rules.numbers.retry_backoff_rate.least && retry.backoff_rate <= local.rules.numbers.retry_backoff_rate.most, false)])
    error_message = "backoff_rate in step_retries must be ${local.rules.numbers.retry_backoff_rate.rule}."
  }
}

variable "execution_timeout_seconds" {
  description = "Timeout of a whole refresh in seconds; null for a day."
  type        = number
  default     = null

  validation {
    condition     = var.execution_timeout_seconds == null || try(var.execution_timeout_seconds >= local.rules.numbers.timeout_seconds.least && var.execution_timeout_seconds <= local.rules.numbers.timeout_seconds.most && floor(var.execution_timeout_seconds) == var.execution_timeout_seconds, false)
    error_message = "execution_timeout_seconds must be ${local.rules.numbers.timeout_seconds.rule}, or null for a day."
  }
}

variable "wait_seconds" {
  description = "Waits in seconds before the next try: `concurrency` for a job at its limit, `lock` for the lock, `notification` for a message. Values that are not given stay as in resources.yaml."
  type = object({
    concurrency  = optional(number)
    lock         = optional(number)
    notification = optional(number)
  })
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for seconds in values(var.wait_seconds) : seconds == null ? true : seconds >= local.rules.numbers.timeout_seconds.least && seconds <= local.rules.numbers.timeout_seconds.most && floor(seconds) == seconds])
    error_message = "Each value of wait_seconds must be ${local.rules.numbers.timeout_seconds.rule}."
  }
}
