# Every aws_api_gateway_* resource, as teams write them. `step` is what a later apply changes.

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
  is_changed = var.step != "one"
  name       = "terraform-breadth"
  tags       = { step = var.step }
}

provider "aws" {
  region = "us-east-1"
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com", "apigateway.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "this" {
  name               = local.name
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

resource "aws_cloudwatch_log_group" "access" {
  name = "/${local.name}/access"
}

resource "aws_lambda_function" "this" {
  function_name    = local.name
  role             = aws_iam_role.this.arn
  runtime          = "python3.13"
  handler          = "app.handle"
  filename         = var.archive
  source_code_hash = filebase64sha256(var.archive)
}

resource "aws_lambda_permission" "this" {
  statement_id  = "api"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.this.function_name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_api_gateway_rest_api.built.execution_arn}/*"
}

resource "aws_api_gateway_account" "this" {
  cloudwatch_role_arn = aws_iam_role.this.arn
}

# An API built from its parts.

resource "aws_api_gateway_rest_api" "built" {
  name                     = "${local.name}-built"
  description              = "step ${var.step}"
  binary_media_types       = local.is_changed ? ["image/png", "image/gif"] : ["image/png"]
  minimum_compression_size = local.is_changed ? "2048" : "1024"
  tags                     = local.tags

  endpoint_configuration {
    types = ["REGIONAL"]
  }
}

data "aws_iam_policy_document" "callers" {
  statement {
    actions   = ["execute-api:Invoke"]
    resources = ["${aws_api_gateway_rest_api.built.execution_arn}/*"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
  }
}

resource "aws_api_gateway_rest_api_policy" "built" {
  rest_api_id = aws_api_gateway_rest_api.built.id
  policy      = data.aws_iam_policy_document.callers.json
}

resource "aws_api_gateway_model" "pet" {
  rest_api_id  = aws_api_gateway_rest_api.built.id
  name         = "Pet"
  description  = "step ${var.step}"
  content_type = "application/json"
  schema = jsonencode({
    type       = "object"
    required   = ["name"]
    properties = { name = { type = "string" } }
  })
}

resource "aws_api_gateway_request_validator" "all" {
  rest_api_id                 = aws_api_gateway_rest_api.built.id
  name                        = "all"
  validate_request_body       = true
  validate_request_parameters = local.is_changed
}

resource "aws_api_gateway_authorizer" "token" {
  rest_api_id                      = aws_api_gateway_rest_api.built.id
  name                             = "token"
  authorizer_uri                   = aws_lambda_function.this.invoke_arn
  authorizer_credentials           = aws_iam_role.this.arn
  authorizer_result_ttl_in_seconds = local.is_changed ? 60 : 300
}

resource "aws_api_gateway_authorizer" "request" {
  rest_api_id     = aws_api_gateway_rest_api.built.id
  name            = "request"
  type            = "REQUEST"
  authorizer_uri  = aws_lambda_function.this.invoke_arn
  identity_source = "method.request.header.Authorization,method.request.querystring.who"
}

resource "aws_api_gateway_authorizer" "pool" {
  rest_api_id   = aws_api_gateway_rest_api.built.id
  name          = "pool"
  type          = "COGNITO_USER_POOLS"
  provider_arns = ["arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_abc"]
}

resource "aws_api_gateway_gateway_response" "unauthorized" {
  rest_api_id         = aws_api_gateway_rest_api.built.id
  response_type       = "UNAUTHORIZED"
  status_code         = local.is_changed ? "403" : "401"
  response_templates  = { "application/json" = "{\"message\":$context.error.messageString}" }
  response_parameters = { "gatewayresponse.header.Authorization" = "'Basic'" }
}

resource "aws_api_gateway_resource" "pets" {
  rest_api_id = aws_api_gateway_rest_api.built.id
  parent_id   = aws_api_gateway_rest_api.built.root_resource_id
  path_part   = "pets"
}

resource "aws_api_gateway_resource" "moved" {
  rest_api_id = aws_api_gateway_rest_api.built.id
  parent_id   = local.is_changed ? aws_api_gateway_resource.pets.id : aws_api_gateway_rest_api.built.root_resource_id
  path_part   = local.is_changed ? "after" : "before"
}

resource "aws_api_gateway_resource" "pet" {
  rest_api_id = aws_api_gateway_rest_api.built.id
  parent_id   = aws_api_gateway_resource.pets.id
  path_part   = "{petId}"
}

resource "aws_api_gateway_method" "post" {
  rest_api_id          = aws_api_gateway_rest_api.built.id
  resource_id          = aws_api_gateway_resource.pets.id
  http_method          = "POST"
  authorization        = "NONE"
  api_key_required     = local.is_changed
  operation_name       = "CreatePet"
  request_validator_id = aws_api_gateway_request_validator.all.id
  request_models       = { "application/json" = aws_api_gateway_model.pet.name }
  request_parameters = merge(
    { "method.request.header.X-Team" = false },
    local.is_changed ? { "method.request.querystring.kind" = true } : {},
  )
}

resource "aws_api_gateway_integration" "post" {
  rest_api_id             = aws_api_gateway_rest_api.built.id
  resource_id             = aws_api_gateway_resource.pets.id
  http_method             = aws_api_gateway_method.post.http_method
  type                    = "AWS_PROXY"
  integration_http_method = "POST"
  uri                     = aws_lambda_function.this.invoke_arn
  timeout_milliseconds    = local.is_changed ? 5000 : 29000
}

resource "aws_api_gateway_method" "get" {
  rest_api_id          = aws_api_gateway_rest_api.built.id
  resource_id          = aws_api_gateway_resource.pet.id
  http_method          = "GET"
  authorization        = "COGNITO_USER_POOLS"
  authorizer_id        = aws_api_gateway_authorizer.pool.id
  authorization_scopes = local.is_changed ? ["email", "openid"] : ["email"]
  request_parameters   = { "method.request.path.petId" = true }
}

resource "aws_api_gateway_integration" "get" {
  rest_api_id             = aws_api_gateway_rest_api.built.id
  resource_id             = aws_api_gateway_resource.pet.id
  http_method             = aws_api_gateway_method.get.http_method
  type                    = "HTTP"
  integration_http_method = "GET"
  uri                     = "http://127.0.0.1:9/{id}"
  connection_type         = "VPC_LINK"
  connection_id           = aws_api_gateway_vpc_link.this.id
  cache_key_parameters    = ["method.request.path.petId"]
  cache_namespace         = "pets"
  request_parameters      = { "integration.request.path.id" = "method.request.path.petId" }
  request_templates       = { "application/json" = "{\"step\": \"${var.step}\"}" }
  passthrough_behavior    = "NEVER"
}

resource "aws_api_gateway_method_response" "get" {
  rest_api_id         = aws_api_gateway_rest_api.built.id
  resource_id         = aws_api_gateway_resource.pet.id
  http_method         = aws_api_gateway_method.get.http_method
  status_code         = "200"
  response_models     = { "application/json" = local.is_changed ? "Empty" : aws_api_gateway_model.pet.name }
  response_parameters = { "method.response.header.X-Step" = local.is_changed }
}

resource "aws_api_gateway_integration_response" "get" {
  rest_api_id         = aws_api_gateway_rest_api.built.id
  resource_id         = aws_api_gateway_resource.pet.id
  http_method         = aws_api_gateway_integration.get.http_method
  status_code         = aws_api_gateway_method_response.get.status_code
  selection_pattern   = local.is_changed ? "2\\d\\d" : "200"
  response_parameters = { "method.response.header.X-Step" = "'${var.step}'" }
  response_templates  = { "application/json" = "$input.body" }
}

resource "aws_api_gateway_documentation_part" "api" {
  rest_api_id = aws_api_gateway_rest_api.built.id
  properties  = jsonencode({ description = "step ${var.step}" })

  location {
    type   = "METHOD"
    method = "GET"
    path   = "/pets"
  }
}

resource "aws_api_gateway_documentation_version" "this" {
  rest_api_id = aws_api_gateway_rest_api.built.id
  version     = "1"
  description = "step ${var.step}"
  depends_on  = [aws_api_gateway_documentation_part.api]
}

resource "aws_api_gateway_deployment" "built" {
  rest_api_id = aws_api_gateway_rest_api.built.id
  triggers    = { step = var.step }
  depends_on = [
    aws_api_gateway_integration.post,
    aws_api_gateway_integration_response.get,
    aws_api_gateway_gateway_response.unauthorized,
    aws_api_gateway_rest_api_policy.built,
  ]

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_api_gateway_deployment" "canary" {
  rest_api_id = aws_api_gateway_rest_api.built.id
  description = "canary"
  depends_on  = [aws_api_gateway_deployment.built]
}

resource "aws_api_gateway_client_certificate" "this" {
  description = "step ${var.step}"
  tags        = local.tags
}

resource "aws_api_gateway_stage" "built" {
  rest_api_id           = aws_api_gateway_rest_api.built.id
  deployment_id         = aws_api_gateway_deployment.built.id
  stage_name            = "dev"
  description           = "step ${var.step}"
  variables             = { step = var.step, kept = "yes" }
  client_certificate_id = aws_api_gateway_client_certificate.this.id
  documentation_version = aws_api_gateway_documentation_version.this.version
  cache_cluster_enabled = true
  cache_cluster_size    = local.is_changed ? "1.6" : "0.5"
  xray_tracing_enabled  = local.is_changed
  tags                  = local.tags

  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.access.arn
    format          = "$context.requestId ${var.step}"
  }

  canary_settings {
    deployment_id            = aws_api_gateway_deployment.canary.id
    percent_traffic          = local.is_changed ? 25.5 : 10
    stage_variable_overrides = { step = "canary-${var.step}" }
  }

  # Without the account's role no stage can log.
  depends_on = [aws_api_gateway_account.this]
}

resource "aws_api_gateway_method_settings" "all" {
  rest_api_id = aws_api_gateway_rest_api.built.id
  stage_name  = aws_api_gateway_stage.built.stage_name
  method_path = "*/*"

  settings {
    logging_level          = local.is_changed ? "ERROR" : "INFO"
    metrics_enabled        = true
    throttling_rate_limit  = 100
    throttling_burst_limit = 50
  }
}

resource "aws_api_gateway_method_settings" "post" {
  rest_api_id = aws_api_gateway_rest_api.built.id
  stage_name  = aws_api_gateway_stage.built.stage_name
  method_path = "pets/POST"
  depends_on  = [aws_api_gateway_method_settings.all]

  settings {
    caching_enabled      = true
    cache_ttl_in_seconds = local.is_changed ? 60 : 120
    cache_data_encrypted = true
  }
}

# Keys and plans.

resource "aws_api_gateway_api_key" "this" {
  name        = local.name
  description = "step ${var.step}"
  enabled     = !local.is_changed
  value       = "0123456789abcdefghijklmn"
  tags        = local.tags
}

resource "aws_api_gateway_usage_plan" "this" {
  name        = local.name
  description = "step ${var.step}"
  tags        = local.tags

  api_stages {
    api_id = aws_api_gateway_rest_api.built.id
    stage  = aws_api_gateway_stage.built.stage_name

    throttle {
      path        = "${aws_api_gateway_resource.pets.path}/POST"
      rate_limit  = local.is_changed ? 5 : 10
      burst_limit = 2
    }
  }

  dynamic "api_stages" {
    for_each = local.is_changed ? [aws_api_gateway_stage.imported.stage_name] : []
    content {
      api_id = aws_api_gateway_rest_api.imported.id
      stage  = api_stages.value
    }
  }

  quota_settings {
    limit  = local.is_changed ? 2000 : 1000
    period = "WEEK"
    offset = 2
  }

  throttle_settings {
    rate_limit  = 20.5
    burst_limit = local.is_changed ? 40 : 20
  }
}

resource "aws_api_gateway_usage_plan_key" "this" {
  key_id        = aws_api_gateway_api_key.this.id
  key_type      = "API_KEY"
  usage_plan_id = aws_api_gateway_usage_plan.this.id
}

# An API imported whole.

resource "aws_api_gateway_rest_api" "imported" {
  name              = "${local.name}-imported"
  put_rest_api_mode = "merge"
  fail_on_warnings  = true

  body = jsonencode({
    openapi = "3.0.3"
    info    = { title = "${local.name}-imported", version = var.step }
    paths = {
      "/step" = {
        get = {
          responses = { "200" = { description = "done" } }
          x-amazon-apigateway-integration = {
            type             = "mock"
            requestTemplates = { "application/json" = "{\"statusCode\": 200}" }
            responses = {
              default = {
                statusCode        = "200"
                responseTemplates = { "application/json" = "{\"step\": \"${var.step}\"}" }
              }
            }
          }
        }
      }
    }
  })

  endpoint_configuration {
    types = ["REGIONAL"]
  }
}

resource "aws_api_gateway_deployment" "imported" {
  rest_api_id = aws_api_gateway_rest_api.imported.id
  triggers    = { body = sha1(aws_api_gateway_rest_api.imported.body) }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_api_gateway_stage" "imported" {
  rest_api_id   = aws_api_gateway_rest_api.imported.id
  deployment_id = aws_api_gateway_deployment.imported.id
  stage_name    = "live"
}

resource "aws_api_gateway_rest_api" "put" {
  name = "${local.name}-put"

  lifecycle {
    ignore_changes = [description, binary_media_types]
  }
}

resource "aws_api_gateway_rest_api_put" "this" {
  rest_api_id      = aws_api_gateway_rest_api.put.id
  fail_on_warnings = true
  body = jsonencode({
    swagger = "2.0"
    info    = { title = "${local.name}-put", version = "1" }
    paths = {
      "/" = {
        get = {
          responses                       = { "200" = { description = "done" } }
          x-amazon-apigateway-integration = { type = "mock" }
        }
      }
    }
  })
}

# Domain names.

resource "aws_api_gateway_domain_name" "regional" {
  domain_name              = "api.terraform-breadth.example"
  regional_certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/00000000-0000-0000-0000-000000000001"
  security_policy          = "TLS_1_2"
  tags                     = local.tags

  endpoint_configuration {
    types = ["REGIONAL"]
  }
}

resource "aws_api_gateway_domain_name" "private" {
  domain_name     = "private.terraform-breadth.example"
  certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/00000000-0000-0000-0000-000000000003"
  security_policy = "TLS_1_2"
  policy          = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "execute-api:Invoke", Resource = ["execute-api:/*"] }] })

  endpoint_configuration {
    types = ["PRIVATE"]
  }
}

resource "aws_api_gateway_domain_name_access_association" "this" {
  access_association_source      = "vpce-0123456789abcdef0"
  access_association_source_type = "VPCE"
  domain_name_arn                = aws_api_gateway_domain_name.private.arn
}

resource "aws_api_gateway_base_path_mapping" "this" {
  api_id      = aws_api_gateway_rest_api.imported.id
  stage_name  = aws_api_gateway_stage.imported.stage_name
  domain_name = aws_api_gateway_domain_name.regional.domain_name
  base_path   = local.is_changed ? "v2" : "v1"
}

resource "aws_api_gateway_vpc_link" "this" {
  name        = local.name
  description = "step ${var.step}"
  target_arns = ["arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/net/pets/0123456789abcdef"]
  tags        = local.tags
}

# What is read back.

data "aws_api_gateway_rest_api" "imported" {
  name       = aws_api_gateway_rest_api.imported.name
  depends_on = [aws_api_gateway_stage.imported]
}

data "aws_api_gateway_resource" "step" {
  rest_api_id = data.aws_api_gateway_rest_api.imported.id
  path        = "/step"
}

data "aws_api_gateway_export" "imported" {
  rest_api_id = aws_api_gateway_stage.imported.rest_api_id
  stage_name  = aws_api_gateway_stage.imported.stage_name
  export_type = "oas30"
}

data "aws_api_gateway_api_key" "this" {
  id = aws_api_gateway_api_key.this.id
}

data "aws_api_gateway_authorizers" "built" {
  rest_api_id = aws_api_gateway_authorizer.pool.rest_api_id
}

data "aws_api_gateway_authorizer" "pool" {
  rest_api_id   = aws_api_gateway_rest_api.built.id
  authorizer_id = aws_api_gateway_authorizer.pool.id
}

data "aws_api_gateway_domain_name" "regional" {
  domain_name = aws_api_gateway_domain_name.regional.domain_name
}

data "aws_api_gateway_vpc_link" "this" {
  name       = aws_api_gateway_vpc_link.this.name
  depends_on = [aws_api_gateway_vpc_link.this]
}

output "imported_api_id" {
  value = aws_api_gateway_rest_api.imported.id
}

output "export" {
  value = data.aws_api_gateway_export.imported.body
}

output "regional_domain_name" {
  value = data.aws_api_gateway_domain_name.regional.regional_domain_name
}
