# The inputs of the module orchestration: see variables.tf.

variable "enable_scheduled_execution" {
  description = "Whether there is a schedule, by which EventBridge starts the refresh."
  type        = bool
  default     = null
}

variable "schedule_initially_enabled" {
  description = "Whether the schedule is on when it is created. Later, operators switch it through the API, and Terraform leaves it as it is."
  type        = bool
  default     = null
}

variable "schedule_expression" {
  description = "When the schedule starts a refresh, in UTC: an EventBridge cron or rate expression."
  type        = string
  default     = null
}

variable "notification_emails" {
  description = "E-mail addresses that are notified of each outcome. SNS asks each address to confirm."
  type        = list(string)
  default     = null
}

variable "pipeline_file" {
  description = "Path of a pipeline of your own, which runs instead of the module's. pipeline.yaml shows the format. Null for the module's own."
  type        = string
  default     = null
}

variable "job_names" {
  description = "Names of the Glue jobs in AWS, by the `job` that the steps of the pipeline use."
  type        = map(string)
}

variable "job_arguments" {
  description = "Default arguments of the Glue jobs, by step key. A caller can override them for one execution."
  type        = map(map(string))
  default     = null
}

variable "step_timeouts" {
  description = "Timeout of each step in seconds, by step key. A step that is not named keeps the pipeline's timeout."
  type        = map(number)
  default     = null
}

variable "step_retries" {
  description = "How often and when a failed step is retried, by step key. Values that are not given stay as in the pipeline."
  type = map(object({
    attempts         = optional(number)
    interval_seconds = optional(number)
    backoff_rate     = optional(number)
  }))
  default = null
}

variable "execution_timeout_seconds" {
  description = "Timeout of a whole refresh in seconds; null for a day."
  type        = number
  default     = null
}

variable "wait_seconds" {
  description = "Waits in seconds before the next try: `concurrency` for a job at its limit, `lock` for the lock, `notification` for a message. Values that are not given stay as in resources.yaml."
  type = object({
    concurrency  = optional(number)
    lock         = optional(number)
    notification = optional(number)
  })
  default = null
}

variable "orchestration_log_level" {
  description = "Which events of an execution are logged: ALL, ERROR, FATAL or OFF. With ALL, the log still has the events after the 90 days that Step Functions keeps its history."
  type        = string
  default     = null
}

variable "include_execution_data" {
  description = "Whether the log also has inputs and outputs: who requested the refresh, why, and the arguments of the jobs."
  type        = bool
  default     = null
}

variable "orchestration_log_retention_days" {
  description = "Days that logs are kept; 0 keeps them for ever."
  type        = number
  default     = null
}

variable "orchestration_kms_key_arn" {
  description = "ARN of the key that encrypts the notifications; it must be known before the apply. Null creates a key. The policy of a given key must let the account's IAM policies decide who uses it (kms:Decrypt, kms:GenerateDataKey*)."
  type        = string
  default     = null
}

variable "refresh_url" {
  description = "URL of the API, for the links and commands in notifications; null leaves it out of them."
  type        = string
  default     = null
}
