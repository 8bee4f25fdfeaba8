# What validations compare with.

locals {
  # https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
  retention_days = [0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653]

  email_pattern = "^[^@\\s,;<>\"]+@[^@\\s,;<>\"]+\\.[^@\\s,;<>\".]+$"

  # https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
  rate_pattern = "^rate\\((?:1 (?:minute|hour|day)|(?:[2-9]|[1-9]\\d+) (?:minutes|hours|days))\\)$"

  cron_fields = [
    { value = "[0-5]?\\d", besides = [] },
    { value = "(?:[01]?\\d|2[0-3])", besides = [] },
    { value = "(?:0?[1-9]|[12]\\d|3[01])", besides = ["\\?", "LW?", "(?:0?[1-9]|[12]\\d|3[01])W"] },
    { value = "(?:0?[1-9]|1[0-2]|JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)", besides = [] },
    { value = "(?:[1-7]|SUN|MON|TUE|WED|THU|FRI|SAT)", besides = ["\\?", "[1-7]?L", "[1-7]#[1-5]"] },
    { value = "(?:19[7-9]|20\\d|21\\d)\\d", besides = [] },
  ]
  cron_items    = [for field in local.cron_fields : "(?:\\*|${field.value}(?:-${field.value})?)(?:/[1-9]\\d*)?"]
  cron_patterns = [for position, field in local.cron_fields : "^(?:${join("|", concat(["${local.cron_items[position]}(?:,${local.cron_items[position]})*"], field.besides))})$"]
}
