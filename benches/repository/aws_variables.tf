variable "environment" {
  description = "The name of the environment."
  type        = string
}

variable "tags" {
  description = "Tags of every resource."
  type        = map(string)
  default     = {}
}

variable "instance_class" {
  type    = string
  default = "db.m6g.large"
}

variable "multi_az" {
  type    = bool
  default = true
}

variable "backup_days" {
  type    = number
  default = 30
}

variable "log_days" {
  type    = number
  default = 365
}

variable "log_bucket" {
  description = "The bucket of the access logs."
  type        = string
}

variable "client_ranges" {
  description = "Who may reach the database."
  type        = list(string)
  default     = ["10.0.0.0/16"]
}

variable "vpc_id" {
  type = string
}

variable "subnet_ids" {
  type = list(string)
}

variable "certificate_arn" {
  type = string
}

variable "target_group_arn" {
  type = string
}

variable "replica_key_arn" {
  type = string
}

terraform {
  required_providers {
    aws = {
      source                = "hashicorp/aws"
      version               = "~> 5.60"
      configuration_aliases = [aws.replica]
    }
  }
}

output "database_arn" {
  value = aws_db_instance.main.arn
}

output "bucket_names" {
  value = { for key, bucket in aws_s3_bucket.data : key => bucket.bucket }
}
