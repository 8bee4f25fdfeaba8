# Values that the validations use.

locals {
  # https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
  retention_days = [0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653]

  email_pattern = "^[^@\\s,;<>\"]+@[^@\\s,;<>\"]+\\.[^@\\s,;<>\".]+$"

  name_rules = yamldecode(file("${path.module}/name_rules.yaml"))

  schedule_rules = yamldecode(file("${path.module}/schedule_rules.yaml"))
  cron_items     = [for field in local.schedule_rules.cron_fields : "(?:\\*|${field.value}(?:-${field.value})?)(?:/[1-9]\\d*)?"]
  cron_patterns  = [for position, field in local.schedule_rules.cron_fields : "^(?:${join("|", concat(["${local.cron_items[position]}(?:,${local.cron_items[position]})*"], field.besides))})$"]
}
