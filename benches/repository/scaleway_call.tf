
module "portal_NUMBER" {
  source = "SOURCE"

  environment       = var.environment
  backup_days       = BACKUP_DAYS
  certificate_id    = var.certificates.scaleway
  database_password = var.database_password
}
