# Service NUMBER: a database, buckets, a queue and a front door.

locals {
  name = "${var.environment}-service-NUMBER"
  tags = merge(var.tags, {
    service = local.name
    owner   = "team-TEAM"
  })
  buckets = {
    documents = { retention = 365, versioned = true }
    exports   = { retention = 30, versioned = VERSIONED }
  }
}

resource "aws_kms_key" "main" {
  description             = "Data of ${local.name}"
  enable_key_rotation     = true
  deletion_window_in_days = 30
  tags                    = local.tags
}

resource "aws_kms_alias" "main" {
  name          = "alias/${local.name}"
  target_key_id = aws_kms_key.main.key_id
}

resource "aws_db_instance" "main" {
  identifier                      = "${local.name}-db"
  engine                          = "postgres"
  engine_version                  = "16.3"
  instance_class                  = var.instance_class
  allocated_storage               = 100
  storage_encrypted               = ENCRYPTED
  kms_key_id                      = aws_kms_key.main.arn
  multi_az                        = var.multi_az
  publicly_accessible             = false
  backup_retention_period         = var.backup_days
  deletion_protection             = true
  copy_tags_to_snapshot           = true
  username                        = "records"
  manage_master_user_password     = true
  ca_cert_identifier              = "rds-ca-rsa2048-g1"
  parameter_group_name            = aws_db_parameter_group.main.name
  enabled_cloudwatch_logs_exports = ["postgresql", "upgrade"]
  vpc_security_group_ids          = [aws_security_group.database.id]
  tags                            = local.tags
}

resource "aws_db_parameter_group" "main" {
  name   = "${local.name}-pg16"
  family = "postgres16"

  parameter {
    name  = "rds.force_ssl"
    value = "1"
  }
  parameter {
    name  = "log_connections"
    value = "1"
  }
}

resource "aws_db_instance_automated_backups_replication" "main" {
  provider               = aws.replica
  source_db_instance_arn = aws_db_instance.main.arn
  kms_key_id             = var.replica_key_arn
  retention_period       = 14
}

resource "aws_s3_bucket" "data" {
  for_each = local.buckets
  bucket   = "${local.name}-${each.key}"
  tags     = local.tags
}

resource "aws_s3_bucket_server_side_encryption_configuration" "data" {
  for_each = local.buckets
  bucket   = aws_s3_bucket.data[each.key].id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.main.arn
    }
    bucket_key_enabled = true
  }
}

resource "aws_s3_bucket_versioning" "data" {
  for_each = local.buckets
  bucket   = aws_s3_bucket.data[each.key].id
  versioning_configuration {
    status = each.value.versioned ? "Enabled" : "Suspended"
  }
}

resource "aws_s3_bucket_public_access_block" "data" {
  for_each                = local.buckets
  bucket                  = aws_s3_bucket.data[each.key].id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_logging" "data" {
  for_each      = local.buckets
  bucket        = aws_s3_bucket.data[each.key].id
  target_bucket = var.log_bucket
  target_prefix = "${local.name}/${each.key}/"
}

resource "aws_cloudwatch_log_group" "main" {
  name              = "/service/${local.name}"
  retention_in_days = var.log_days
  kms_key_id        = aws_kms_key.main.arn
  tags              = local.tags
}

resource "aws_sqs_queue" "jobs" {
  name                      = "${local.name}-jobs"
  message_retention_seconds = 1209600
  kms_master_key_id         = aws_kms_key.main.id
  tags                      = local.tags
}

resource "aws_security_group" "database" {
  name        = "${local.name}-database"
  description = "PostgreSQL from the service"
  vpc_id      = var.vpc_id

  dynamic "ingress" {
    for_each = var.client_ranges
    content {
      description = "PostgreSQL from ${ingress.value}"
      from_port   = 5432
      to_port     = 5432
      protocol    = "tcp"
      cidr_blocks = [ingress.value]
    }
  }
  egress {
    description = "Inside the network"
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["10.0.0.0/8"]
  }
  tags = local.tags
}

resource "aws_lb" "main" {
  name                       = "service-NUMBER"
  internal                   = true
  load_balancer_type         = "application"
  subnets                    = var.subnet_ids
  enable_deletion_protection = true
  drop_invalid_header_fields = true
  access_logs {
    bucket  = var.log_bucket
    prefix  = local.name
    enabled = true
  }
}

resource "aws_lb_listener" "https" {
  load_balancer_arn = aws_lb.main.arn
  port              = 443
  protocol          = "HTTPS"
  ssl_policy        = "TLS_POLICY"
  certificate_arn   = var.certificate_arn
  default_action {
    type             = "forward"
    target_group_arn = var.target_group_arn
  }
}

data "aws_iam_policy_document" "service" {
  statement {
    sid       = "Objects"
    actions   = ["s3:GetObject", "s3:PutObject"]
    resources = [for bucket in aws_s3_bucket.data : "${bucket.arn}/*"]
  }
  statement {
    sid       = "Jobs"
    actions   = ["sqs:ReceiveMessage", "sqs:DeleteMessage"]
    resources = [aws_sqs_queue.jobs.arn]
  }
}

resource "aws_iam_policy" "service" {
  name   = "${local.name}-service"
  policy = data.aws_iam_policy_document.service.json
}
