# A workflow's resources, as teams write them: a state machine, what it keeps, and where it tells. `step` is what a later
# apply changes.

terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "5.100.0"
    }
  }
}

variable "step" {
  type    = string
  default = "one"
}

variable "archive" {
  type = string
}

locals {
  name = "terraform-workflow"
  tags = { step = var.step }
}

provider "aws" {
  region = "us-east-1"
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com", "states.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "this" {
  name               = local.name
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

data "aws_iam_policy_document" "this" {
  statement {
    actions   = ["lambda:InvokeFunction"]
    resources = [aws_lambda_function.this.arn]
  }
}

resource "aws_iam_role_policy" "this" {
  role   = aws_iam_role.this.id
  policy = data.aws_iam_policy_document.this.json
}

resource "aws_lambda_function" "this" {
  function_name    = local.name
  role             = aws_iam_role.this.arn
  runtime          = "python3.13"
  handler          = "app.handle"
  filename         = var.archive
  source_code_hash = filebase64sha256(var.archive)

  environment {
    variables = {
      TABLE  = aws_dynamodb_table.this.name
      BUCKET = aws_s3_bucket.this.bucket
    }
  }
}

resource "aws_lambda_function_event_invoke_config" "this" {
  function_name          = aws_lambda_function.this.function_name
  maximum_retry_attempts = 1
}

resource "aws_cloudwatch_log_group" "this" {
  name              = "/aws/vendedlogs/states/${local.name}"
  retention_in_days = 14
}

resource "aws_sfn_state_machine" "this" {
  name     = local.name
  role_arn = aws_iam_role.this.arn
  tags     = local.tags

  definition = jsonencode({
    TimeoutSeconds = 60
    StartAt        = "Work"
    States = {
      Work = {
        Type       = "Task"
        Resource   = "arn:aws:states:::lambda:invoke"
        Parameters = { FunctionName = aws_lambda_function.this.arn, Payload = { step = var.step, "input.$" = "$" } }
        ResultSelector = { "done.$" = "$.Payload" }
        TimeoutSeconds = 20
        Retry = [{
          ErrorEquals     = ["Lambda.TooManyRequestsException", "Lambda.ServiceException"]
          IntervalSeconds = 1
          MaxAttempts     = 3
          BackoffRate     = 2
          MaxDelaySeconds = 5
          JitterStrategy  = "FULL"
        }]
        End = true
      }
    }
  })

  logging_configuration {
    level                  = var.step == "one" ? "ALL" : "ERROR"
    include_execution_data = false
    log_destination        = "${aws_cloudwatch_log_group.this.arn}:*"
  }

  tracing_configuration {
    enabled = true
  }
}

resource "aws_dynamodb_table" "this" {
  name                        = local.name
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "pk"
  range_key                   = "sk"
  deletion_protection_enabled = var.step == "one"
  tags                        = local.tags

  attribute {
    name = "pk"
    type = "S"
  }

  attribute {
    name = "sk"
    type = "S"
  }

  ttl {
    attribute_name = "expires"
    enabled        = true
  }

  point_in_time_recovery {
    enabled = true
  }

  server_side_encryption {
    enabled = true
  }
}

resource "aws_s3_bucket" "this" {
  bucket        = local.name
  force_destroy = true
  tags          = local.tags

  # A resource of its own, aws_s3_bucket_lifecycle_configuration, does as well; but the provider watches it for a minute.
  lifecycle_rule {
    id                                     = "uploads"
    enabled                                = true
    prefix                                 = "uploads/"
    abort_incomplete_multipart_upload_days = 1
    expiration { days = var.step == "one" ? 1 : 2 }
  }

  lifecycle_rule {
    id      = "results"
    enabled = true
    prefix  = "results/"
    expiration { days = 7 }
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  bucket = aws_s3_bucket.this.id

  rule {
    apply_server_side_encryption_by_default { sse_algorithm = "AES256" }
    bucket_key_enabled = true
  }
}

resource "aws_s3_bucket_public_access_block" "this" {
  bucket                  = aws_s3_bucket.this.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "this" {
  bucket = aws_s3_bucket.this.id

  rule { object_ownership = "BucketOwnerEnforced" }
}

resource "aws_s3_bucket_versioning" "this" {
  bucket = aws_s3_bucket.this.id

  versioning_configuration { status = "Suspended" }
}

resource "aws_s3_bucket_cors_configuration" "this" {
  bucket = aws_s3_bucket.this.id

  cors_rule {
    allowed_methods = ["PUT"]
    allowed_origins = ["https://example.com"]
    allowed_headers = ["content-type"]
  }
}

data "aws_iam_policy_document" "secure" {
  statement {
    sid       = "SecureTransportOnly"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.this.arn, "${aws_s3_bucket.this.arn}/*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

resource "aws_s3_bucket_policy" "this" {
  bucket     = aws_s3_bucket.this.id
  policy     = data.aws_iam_policy_document.secure.json
  depends_on = [aws_s3_bucket_public_access_block.this]
}

output "machine" {
  value = aws_sfn_state_machine.this.arn
}
