# The records of executions that have ended, one item each, because Step Functions keeps them for only 90 days.
# A few more items, which are not in the index, hold the snapshot and the leases.

locals {
  records_table = "${local.name}-records"
  records_index = "by_start"
  records_arn   = "arn:${local.partition}:dynamodb:${local.region}:${local.account_id}:table/${local.records_table}"
}

resource "aws_dynamodb_table" "records" {
  #checkov:skip=CKV_AWS_119:the team may give a key in kms_key_arn; without one, a key of AWS encrypts it
  #checkov:skip=CKV2_AWS_16:the table is billed per request, so there is no capacity to scale
  name                        = local.records_table
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "name"
  deletion_protection_enabled = var.records_deletion_protection
  tags                        = var.tags

  attribute {
    name = "name"
    type = "S"
  }

  # All items have the same value, so that the index is one list.
  attribute {
    name = "collection"
    type = "S"
  }

  # The start of the execution and its name.
  attribute {
    name = "placed"
    type = "S"
  }

  global_secondary_index {
    name               = local.records_index
    hash_key           = "collection"
    range_key          = "placed"
    projection_type    = "INCLUDE"
    non_key_attributes = ["outcome", "reason", "requested_by", "status", "stopped_at", "trigger"]
  }

  point_in_time_recovery {
    enabled = true
  }

  # If this is disabled, a key of AWS encrypts the table: DynamoDB encrypts every table.
  server_side_encryption {
    enabled     = var.kms_key_arn != null
    kms_key_arn = var.kms_key_arn
  }
}
