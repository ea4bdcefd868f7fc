
module "service_NUMBER" {
  source = "SOURCE"

  environment      = var.environment
  tags             = local.tags
  backup_days      = BACKUP_DAYS
  log_bucket       = aws_s3_bucket.logs.bucket
  client_ranges    = aws_subnet.private[*].cidr_block
  vpc_id           = aws_vpc.main.id
  subnet_ids       = aws_subnet.private[*].id
  certificate_arn  = var.certificates.aws
  target_group_arn = aws_lb_target_group.main.arn
  replica_key_arn  = aws_kms_key.replica.arn

  providers = {
    aws         = aws
    aws.replica = aws.replica
  }
}
