# The inputs of the module orchestration: see variables.tf.

variable "enable_scheduled_execution" {
  description = "Whether the refresh starts by itself, on the schedule."
  type        = bool
  default     = null
}

variable "schedule_expression" {
  description = "When a scheduled refresh starts, in UTC: an EventBridge cron or rate expression."
  type        = string
  default     = null
}

variable "notification_emails" {
  description = "Addresses that are told each outcome. SNS asks each to confirm."
  type        = list(string)
  default     = null
}

variable "pipeline_file" {
  description = "Path of a pipeline of your own, to run in place of the module's; pipeline.yaml shows its form."
  type        = string
  default     = null
}

variable "job_names" {
  description = "Names of the Glue jobs, by the jobs that the pipeline's steps name."
  type        = map(string)
}

variable "job_arguments" {
  description = "Default arguments of the Glue jobs, by step key. A caller may override them for one execution."
  type        = map(map(string))
  default     = null
}

variable "step_timeouts" {
  description = "Seconds after which a step is given up, by step key; a step that is not named keeps the pipeline's."
  type        = map(number)
  default     = null
}

variable "step_retries" {
  description = "How often and when a failed step is tried again, by step key; what is not given stays as in the pipeline."
  type = map(object({
    attempts         = optional(number)
    interval_seconds = optional(number)
    backoff_rate     = optional(number)
  }))
  default = null
}

variable "execution_timeout_seconds" {
  description = "Seconds after which a whole refresh is given up; null is a day."
  type        = number
  default     = null
}

variable "wait_seconds" {
  description = "Seconds before something is tried again that is no step: a job at its concurrency limit, the lock, a notification; what is not given stays as in resources.yaml."
  type = object({
    concurrency  = optional(number)
    lock         = optional(number)
    notification = optional(number)
  })
  default = null
}

variable "orchestration_log_level" {
  description = "Which events of an execution are logged: ALL, ERROR, FATAL or OFF. ALL keeps a record after the 90 days of Step Functions' own history."
  type        = string
  default     = null
}

variable "include_execution_data" {
  description = "Whether the log has inputs and outputs too: who asked, why, and the jobs' arguments."
  type        = bool
  default     = null
}

variable "orchestration_log_retention_days" {
  description = "Days that logs are kept; 0 is for ever."
  type        = number
  default     = null
}

variable "orchestration_kms_key_arn" {
  description = "ARN of a key to encrypt the notifications with, known before the apply; null makes one. Its policy must leave it to the IAM policies of the account who uses it (kms:Decrypt, kms:GenerateDataKey*)."
  type        = string
  default     = null
}

variable "refresh_url" {
  description = "Where the API is reached, for the links and commands in notifications; null leaves the address out."
  type        = string
  default     = null
}
