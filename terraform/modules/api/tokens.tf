# The hashes of the access tokens. Terraform creates the secret without a value, because all that Terraform
# knows is in its state. While the secret has no value, nobody has access.

resource "aws_secretsmanager_secret" "tokens" {
  #checkov:skip=CKV_AWS_149:the team may give a key in kms_key_arn; without one, a key of AWS encrypts it
  #checkov:skip=CKV2_AWS_57:people hand out the tokens and rotate each one by itself
  count = local.asks_for_tokens ? 1 : 0

  name                    = "${local.name}-tokens"
  description             = "The callers of ${local.name}: SHA-256, name and role of each access token"
  kms_key_id              = var.kms_key_arn
  recovery_window_in_days = var.token_recovery_days
  tags                    = var.tags
}
