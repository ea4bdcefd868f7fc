terraform {
  required_version = ">= 1.6"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.60"
    }
    scaleway = {
      source  = "scaleway/scaleway"
      version = "~> 2.45"
    }
  }
  backend "s3" {
    bucket  = "health-state"
    key     = "platform-NUMBER/terraform.tfstate"
    region  = "eu-west-3"
    encrypt = true
  }
}

provider "aws" {
  region = var.region
  default_tags {
    tags = {
      platform = "platform-NUMBER"
    }
  }
}

provider "aws" {
  alias  = "replica"
  region = "eu-central-1"
}

provider "scaleway" {
  region = "fr-par"
  zone   = "fr-par-1"
}

variable "environment" {
  type = string
}

variable "region" {
  type    = string
  default = "eu-west-3"
}

variable "database_password" {
  type      = string
  sensitive = true
}

variable "certificates" {
  type = object({
    aws      = optional(string, "arn:aws:acm:eu-west-3:123456789012:certificate/front")
    scaleway = optional(string, "fr-par-1/certificate")
  })
  default = {}
}

locals {
  tags = {
    environment = var.environment
    data        = "health"
  }
}

resource "aws_vpc" "main" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_hostnames = true
  tags                 = local.tags
}

resource "aws_subnet" "private" {
  count             = 3
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet(aws_vpc.main.cidr_block, 4, count.index)
  availability_zone = "${var.region}${["a", "b", "c"][count.index]}"
}

resource "aws_flow_log" "main" {
  vpc_id               = aws_vpc.main.id
  traffic_type         = "ALL"
  log_destination_type = "s3"
  log_destination      = aws_s3_bucket.logs.arn
}

resource "aws_s3_bucket" "logs" {
  bucket = "platform-NUMBER-logs"
  tags   = local.tags
}

resource "aws_s3_bucket_public_access_block" "logs" {
  bucket                  = aws_s3_bucket.logs.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_kms_key" "replica" {
  provider            = aws.replica
  description         = "Copies of platform-NUMBER"
  enable_key_rotation = true
}

resource "aws_lb_target_group" "main" {
  name     = "platform-NUMBER"
  port     = 8443
  protocol = "HTTPS"
  vpc_id   = aws_vpc.main.id
}
