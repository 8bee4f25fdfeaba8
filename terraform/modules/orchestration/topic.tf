# The topic of the outcomes, and its subscribers. The texts are in refresh.asl.yaml and outcome.asl.yaml.

resource "aws_sns_topic" "notifications" {
  name              = local.names.notifications_topic
  display_name      = "Database refresh ${var.environment}"
  kms_master_key_id = local.kms_key_arn
  tags              = var.tags
}

resource "aws_sns_topic_subscription" "email" {
  for_each = toset(var.notification_emails)

  topic_arn = aws_sns_topic.notifications.arn
  protocol  = "email"
  endpoint  = each.value
}

resource "aws_sns_topic_policy" "notifications" {
  arn    = aws_sns_topic.notifications.arn
  policy = data.aws_iam_policy_document.topic.json
}

# IAM policies alone say who may publish: those of the two state machines' roles, and of anybody else in the
# account. This policy gives no service access.
data "aws_iam_policy_document" "topic" {
  statement {
    sid       = "NothingInTheClear"
    effect    = "Deny"
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.notifications.arn]

    principals {
      type        = "AWS"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}
