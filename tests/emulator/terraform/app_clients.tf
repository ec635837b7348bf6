# Machines that call an API, as teams write them: a user pool, its domain, its scopes, and clients with a secret. `step`
# is what a later apply changes.

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
  name = "terraform-app-clients"
}

provider "aws" {
  region = "us-east-1"
}

resource "aws_cognito_user_pool" "this" {
  name                = local.name
  deletion_protection = "INACTIVE"
  tags                = { step = var.step }

  admin_create_user_config {
    allow_admin_create_user_only = true
  }

  schema {
    name                = "tenant"
    attribute_data_type = "String"
    mutable             = true

    string_attribute_constraints {
      min_length = "1"
      max_length = "64"
    }
  }
}

resource "aws_cognito_user_pool_domain" "this" {
  domain       = local.name
  user_pool_id = aws_cognito_user_pool.this.id
}

resource "aws_cognito_resource_server" "this" {
  identifier   = "runs"
  name         = "Runs"
  user_pool_id = aws_cognito_user_pool.this.id

  scope {
    scope_name        = "read"
    scope_description = "Read runs, step ${var.step}"
  }

  scope {
    scope_name        = "write"
    scope_description = "Write runs"
  }
}

resource "aws_cognito_user_pool_client" "machine" {
  name                                 = "machine"
  user_pool_id                         = aws_cognito_user_pool.this.id
  generate_secret                      = true
  allowed_oauth_flows                  = ["client_credentials"]
  allowed_oauth_flows_user_pool_client = true
  allowed_oauth_scopes                 = var.step == "one" ? aws_cognito_resource_server.this.scope_identifiers : ["runs/read"]
  access_token_validity                = var.step == "one" ? 15 : 30

  token_validity_units {
    access_token = "minutes"
  }
}

resource "aws_cognito_user_pool_client" "with_defaults" {
  name                                 = "with-defaults"
  user_pool_id                         = aws_cognito_user_pool.this.id
  generate_secret                      = true
  allowed_oauth_flows                  = ["client_credentials"]
  allowed_oauth_flows_user_pool_client = true
  allowed_oauth_scopes                 = ["runs/write"]

  depends_on = [aws_cognito_resource_server.this]
}

output "domain" {
  value = aws_cognito_user_pool_domain.this.domain
}

output "account" {
  value = aws_cognito_user_pool_domain.this.aws_account_id
}

output "client" {
  value = aws_cognito_user_pool_client.machine.id
}

output "secret" {
  value     = aws_cognito_user_pool_client.machine.client_secret
  sensitive = true
}
