# The access tokens, by their hashes. Made here and never given a value: what Terraform knows is in its
# state. While it has none, nobody is let in.

resource "aws_secretsmanager_secret" "tokens" {
  #checkov:skip=CKV_AWS_149:the key is the team's to give, in kms_key_arn; without one it is encrypted with AWS's
  #checkov:skip=CKV2_AWS_57:tokens are given out by people and rotated by them, each on its own
  count = local.asks_for_tokens ? 1 : 0

  name                    = "${local.name}-tokens"
  description             = "Who may call ${local.name}: the SHA-256, name and role of each access token"
  kms_key_id              = var.kms_key_arn
  recovery_window_in_days = var.token_recovery_days
  tags                    = var.tags
}
