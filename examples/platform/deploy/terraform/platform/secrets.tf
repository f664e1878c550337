# Write-only: the values reach the cluster, and neither the plan nor the state. Raise secrets_revision after a change.

locals {
  grafana_user = "admin"
}

resource "kubernetes_secret_v1" "receivers" {
  metadata {
    name      = "alertmanager-receivers"
    namespace = kubernetes_namespace_v1.monitoring.metadata[0].name
    labels    = local.labels
  }

  data_wo          = { for name, url in var.receiver_urls : "${name}-url" => url }
  data_wo_revision = var.secrets_revision

  lifecycle {
    precondition {
      condition     = nonsensitive(toset(keys(var.receiver_urls))) == local.receiver_keys
      error_message = "receiver_urls must have exactly these keys, one for each receiver of alertmanager.yaml: ${join(", ", local.receiver_keys)}."
    }
  }
}

resource "kubernetes_secret_v1" "grafana_admin" {
  metadata {
    name      = "grafana-admin"
    namespace = kubernetes_namespace_v1.monitoring.metadata[0].name
    labels    = local.labels
  }

  data_wo          = { user = local.grafana_user, password = var.grafana_admin_password }
  data_wo_revision = var.secrets_revision
}
