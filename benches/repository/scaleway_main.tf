# Portal NUMBER: a cluster, a database and buckets in Paris.

locals {
  name  = "portal-NUMBER"
  tags  = ["environment=${var.environment}", "owner=team-TEAM"]
  zones = ["${var.region}-1", "${var.region}-2"]
}

resource "scaleway_vpc" "main" {
  name   = local.name
  region = var.region
  tags   = local.tags
}

resource "scaleway_vpc_private_network" "main" {
  name   = "${local.name}-private"
  vpc_id = scaleway_vpc.main.id
  tags   = local.tags
}

resource "scaleway_rdb_instance" "main" {
  name                      = "${local.name}-db"
  engine                    = "PostgreSQL-15"
  node_type                 = "DB-GP-XS"
  is_ha_cluster             = HIGHLY_AVAILABLE
  disable_backup            = false
  backup_schedule_frequency = 24
  backup_schedule_retention = var.backup_days
  backup_same_region        = false
  encryption_at_rest        = ENCRYPTED
  volume_type               = "sbs_5k"
  volume_size_in_gb         = 100
  user_name                 = "records"
  password                  = var.database_password
  tags                      = local.tags

  private_network {
    pn_id = scaleway_vpc_private_network.main.id
  }
}

resource "scaleway_rdb_acl" "main" {
  instance_id = scaleway_rdb_instance.main.id
  acl_rules {
    ip          = "10.0.0.0/16"
    description = "the private network"
  }
}

resource "scaleway_object_bucket" "documents" {
  count = 3
  name  = "${local.name}-documents-${count.index}"
  tags  = { for tag in local.tags : split("=", tag)[0] => split("=", tag)[1] }

  versioning {
    enabled = VERSIONED
  }
  lifecycle_rule {
    id      = "archive"
    enabled = true
    transition {
      days          = 90
      storage_class = "GLACIER"
    }
  }
}

resource "scaleway_object_bucket_acl" "documents" {
  count  = 3
  bucket = scaleway_object_bucket.documents[count.index].name
  acl    = "private"
}

resource "scaleway_k8s_cluster" "main" {
  name                        = local.name
  version                     = "1.30.2"
  cni                         = "cilium"
  private_network_id          = scaleway_vpc_private_network.main.id
  delete_additional_resources = false
  tags                        = local.tags

  auto_upgrade {
    enable                        = true
    maintenance_window_start_hour = 3
    maintenance_window_day        = "sunday"
  }
}

resource "scaleway_k8s_pool" "main" {
  for_each           = toset(local.zones)
  cluster_id         = scaleway_k8s_cluster.main.id
  name               = "pool-${each.value}"
  zone               = each.value
  node_type          = "PRO2-S"
  size               = 2
  autohealing        = true
  public_ip_disabled = true
}

resource "scaleway_instance_security_group" "bastion" {
  name                    = "${local.name}-bastion"
  inbound_default_policy  = "drop"
  outbound_default_policy = "accept"

  dynamic "inbound_rule" {
    for_each = var.administrators
    content {
      action   = "accept"
      port     = 22
      ip_range = inbound_rule.value
    }
  }
}

resource "scaleway_instance_server" "bastion" {
  name              = "${local.name}-bastion"
  type              = "PLAY2-PICO"
  image             = "debian_bookworm"
  security_group_id = scaleway_instance_security_group.bastion.id
  tags              = local.tags
}

resource "scaleway_lb" "main" {
  name  = local.name
  type  = "LB-S"
  zones = local.zones
}

resource "scaleway_lb_backend" "main" {
  lb_id            = scaleway_lb.main.id
  name             = "web"
  forward_protocol = "http"
  forward_port     = 8080
}

resource "scaleway_lb_frontend" "https" {
  lb_id           = scaleway_lb.main.id
  backend_id      = scaleway_lb_backend.main.id
  name            = "https"
  inbound_port    = 443
  certificate_ids = [var.certificate_id]
}

resource "scaleway_secret" "database" {
  name        = "${local.name}-database"
  description = "The password of the database"
  tags        = local.tags
}

resource "scaleway_secret_version" "database" {
  secret_id = scaleway_secret.database.id
  data      = jsonencode({ username = "records", password = var.database_password })
}
