# A key of our own, because EventBridge may not use the one that AWS manages for SNS: its messages
# would be dropped.

locals {
  kms_key_arn = var.kms_key_arn == null ? aws_kms_key.notifications[0].arn : var.kms_key_arn
}

resource "aws_kms_key" "notifications" {
  count = var.kms_key_arn == null ? 1 : 0

  description         = "Encrypts the notifications of ${local.names.state_machine}"
  enable_key_rotation = true
  policy              = data.aws_iam_policy_document.key.json
  tags                = var.tags
}

resource "aws_kms_alias" "notifications" {
  count = var.kms_key_arn == null ? 1 : 0

  name          = "alias/${local.names.notifications_topic}"
  target_key_id = aws_kms_key.notifications[0].key_id
}

data "aws_iam_policy_document" "key" {
  #checkov:skip=CKV_AWS_109:A key's policy is about that key alone; without the account in it nobody could ever manage it again.
  #checkov:skip=CKV_AWS_111:As above: in a key's policy "*" is the key itself.
  #checkov:skip=CKV_AWS_356:As above: in a key's policy "*" is the key itself.
  statement {
    sid       = "AccountAdministers"
    actions   = ["kms:*"]
    resources = ["*"]

    principals {
      type        = "AWS"
      identifiers = ["arn:${local.partition}:iam::${local.account_id}:root"]
    }
  }

  # Bound to our topic by what SNS tells KMS. Not by aws:SourceAccount or aws:SourceArn: KMS is not
  # told them when EventBridge publishes, and the messages would be dropped. The topic's policy
  # lets our rule in and no other.
  # https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
  statement {
    sid       = "EventBridgePublishes"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey*"]
    resources = ["*"]

    principals {
      type        = "Service"
      identifiers = ["events.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "kms:EncryptionContext:aws:sns:topicArn"
      values   = [local.notifications_arn]
    }
  }
}
