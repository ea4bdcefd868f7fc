variable "environment" {
  description = "The name of the environment."
  type        = string
}

variable "region" {
  type    = string
  default = "fr-par"
}

variable "backup_days" {
  type    = number
  default = 30
}

variable "administrators" {
  description = "Who may open a session on the bastion."
  type        = list(string)
  default     = ["192.0.2.0/28", "198.51.100.16/28"]
}

variable "certificate_id" {
  type = string
}

variable "database_password" {
  type      = string
  sensitive = true
}

terraform {
  required_providers {
    scaleway = {
      source  = "scaleway/scaleway"
      version = "~> 2.45"
    }
  }
}

output "database_id" {
  value = scaleway_rdb_instance.main.id
}
