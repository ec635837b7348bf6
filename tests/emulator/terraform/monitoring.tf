# A log group with metric filters and a saved query, alarms that tell a topic, and a dashboard. `step` is what a later
# apply changes.

terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "5.100.0"
    }
  }
}

provider "aws" {
  region = "us-east-1"
}

variable "step" { type = string }
variable "archive" { type = string }

locals {
  name = "terraform-monitoring"
}

resource "aws_cloudwatch_log_group" "access" {
  name              = local.name
  retention_in_days = 14
}

resource "aws_cloudwatch_log_metric_filter" "throttled" {
  name           = "throttled"
  log_group_name = aws_cloudwatch_log_group.access.name
  pattern        = "{ $.status = 429 && $.step = \"${var.step}\" }"

  metric_transformation {
    name          = "Throttled"
    namespace     = "Facade/${var.step}"
    value         = "1"
    default_value = "0"
    unit          = "Count"
  }
}

resource "aws_cloudwatch_log_metric_filter" "latency" {
  name           = "latency"
  log_group_name = aws_cloudwatch_log_group.access.name
  pattern        = "{ $.latency >= 0 }"

  metric_transformation {
    name       = "Latency"
    namespace  = "Facade/${var.step}"
    value      = "$.latency"
    dimensions = { Route = "$.route" }
  }
}

resource "aws_cloudwatch_query_definition" "slow" {
  name            = "${local.name}/slow"
  log_group_names = [aws_cloudwatch_log_group.access.name]
  query_string    = "fields @timestamp, ${var.step} | sort @timestamp desc"
}

resource "aws_sns_topic" "alarms" {
  name = local.name
}

resource "aws_sns_topic_policy" "alarms" {
  arn = aws_sns_topic.alarms.arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "CloudWatch"
      Effect    = "Allow"
      Principal = { Service = "cloudwatch.amazonaws.com" }
      Action    = "sns:Publish"
      Resource  = aws_sns_topic.alarms.arn
    }]
  })
}

resource "aws_cloudwatch_metric_alarm" "throttled" {
  alarm_name          = "${local.name}-throttled"
  alarm_description   = "Step ${var.step}"
  namespace           = "Facade/${var.step}"
  metric_name         = "Throttled"
  statistic           = "Sum"
  period              = 60
  evaluation_periods  = 1
  threshold           = var.step == "one" ? 1 : 2
  comparison_operator = "GreaterThanOrEqualToThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms.arn]
  ok_actions          = [aws_sns_topic.alarms.arn]
  tags                = { Step = var.step }
}

resource "aws_cloudwatch_metric_alarm" "slow" {
  alarm_name          = "${local.name}-slow"
  namespace           = "AWS/ApiGateway"
  metric_name         = "Latency"
  extended_statistic  = "p99"
  period              = 60
  evaluation_periods  = 3
  datapoints_to_alarm = 2
  threshold           = 1000
  comparison_operator = "GreaterThanThreshold"
  dimensions          = { ApiName = local.name, Stage = "dev" }
}

resource "aws_cloudwatch_metric_alarm" "failing" {
  alarm_name          = "${local.name}-failing"
  evaluation_periods  = 1
  threshold           = 5
  comparison_operator = "GreaterThanThreshold"
  treat_missing_data  = "notBreaching"

  metric_query {
    id          = "rate"
    expression  = "errors / requests * 100"
    label       = "Failing, in percent"
    return_data = true
  }
  metric_query {
    id = "errors"
    metric {
      namespace   = "AWS/ApiGateway"
      metric_name = "5XXError"
      stat        = "Sum"
      period      = 60
      dimensions  = { ApiName = local.name }
    }
  }
  metric_query {
    id = "requests"
    metric {
      namespace   = "AWS/ApiGateway"
      metric_name = "Count"
      stat        = "Sum"
      period      = 60
      dimensions  = { ApiName = local.name }
    }
  }
}

resource "aws_cloudwatch_composite_alarm" "any" {
  alarm_name    = local.name
  alarm_rule    = "ALARM(\"${aws_cloudwatch_metric_alarm.throttled.alarm_name}\") OR ALARM(\"${aws_cloudwatch_metric_alarm.slow.alarm_name}\")"
  alarm_actions = [aws_sns_topic.alarms.arn]
}

resource "aws_cloudwatch_dashboard" "facade" {
  dashboard_name = local.name
  dashboard_body = jsonencode({
    widgets = [{
      type       = "metric", x = 0, y = 0, width = 12, height = 6
      properties = { region = "us-east-1", title = var.step, metrics = [["AWS/ApiGateway", "Latency", "ApiName", local.name, { stat = "p99" }]] }
    }]
  })
}

output "topic" { value = aws_sns_topic.alarms.arn }
