# A function, and its mapping to a queue that is there before: the provider watches a queue of its own for 25 seconds.

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

  default_tags {
    tags = { step = var.step }
  }
}

data "aws_sqs_queue" "queue" {
  name = "terraform-event-source"
}

resource "aws_iam_role" "function" {
  name = "terraform-event-source"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "lambda.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}

resource "aws_lambda_function" "consume" {
  function_name = "terraform-event-source"
  role          = aws_iam_role.function.arn
  filename      = var.archive
  handler       = "app.handle"
  runtime       = "python3.13"
  timeout       = 10
}

resource "aws_lambda_event_source_mapping" "queue" {
  event_source_arn                   = data.aws_sqs_queue.queue.arn
  function_name                      = aws_lambda_function.consume.arn
  function_response_types            = ["ReportBatchItemFailures"]
  batch_size                         = 20
  maximum_batching_window_in_seconds = 1

  scaling_config {
    maximum_concurrency = 2
  }
}
