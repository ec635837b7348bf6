# A queue, its dead-letter queue and its policy by Cloud Control, and a function that the queue is mapped to.

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

provider "aws" {
  region = "us-east-1"
}

locals {
  arns = "arn:aws:sqs:us-east-1:123456789012"
}

resource "aws_cloudcontrolapi_resource" "dead_letters" {
  type_name = "AWS::SQS::Queue"
  desired_state = jsonencode({
    QueueName              = "terraform-queues-dead-letters"
    MessageRetentionPeriod = 1209600
    SqsManagedSseEnabled   = true
    RedriveAllowPolicy = {
      redrivePermission = "byQueue"
      sourceQueueArns   = ["${local.arns}:terraform-queues"]
    }
  })
}

resource "aws_cloudcontrolapi_resource" "queue" {
  type_name = "AWS::SQS::Queue"
  desired_state = jsonencode({
    QueueName            = "terraform-queues"
    VisibilityTimeout    = var.step == "one" ? 60 : 90
    SqsManagedSseEnabled = true
    RedrivePolicy = {
      deadLetterTargetArn = "${local.arns}:${basename(aws_cloudcontrolapi_resource.dead_letters.id)}"
      maxReceiveCount     = 5
    }
    Tags = [{ Key = "step", Value = var.step }]
  })
}

resource "aws_cloudcontrolapi_resource" "policy" {
  type_name = "AWS::SQS::QueueInlinePolicy"
  desired_state = jsonencode({
    Queue = aws_cloudcontrolapi_resource.queue.id
    PolicyDocument = {
      Version = "2012-10-17"
      Statement = [{
        Sid       = var.step
        Effect    = "Deny"
        Principal = "*"
        Action    = "sqs:*"
        Resource  = "${local.arns}:terraform-queues"
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      }]
    }
  })
}

resource "aws_iam_role" "function" {
  name = "terraform-queues"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "lambda.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}

resource "aws_lambda_function" "consume" {
  function_name = "terraform-queues"
  role          = aws_iam_role.function.arn
  filename      = var.archive
  handler       = "app.handle"
  runtime       = "python3.13"
  timeout       = 10
}

resource "aws_lambda_event_source_mapping" "queue" {
  event_source_arn = "${local.arns}:${basename(aws_cloudcontrolapi_resource.queue.id)}"
  function_name    = aws_lambda_function.consume.arn
}
