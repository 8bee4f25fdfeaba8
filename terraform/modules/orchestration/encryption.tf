# A key of our own, because IAM policies then say who may use it, as with the topic. Everybody in the account
# who may use SNS may use the key that AWS manages for SNS.

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

# The policies of the publishing roles allow them to use the key. No service may use it.
data "aws_iam_policy_document" "key" {
  #checkov:skip=CKV_AWS_109:A key's policy is about that key alone; without the account in it nobody could manage the key.
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
}
