locals {
  chart = "${path.module}/../../chart"

  chart_values = {
    environment = var.environment
    labels      = { team = var.team }
    image = {
      tag    = var.image_tag
      digest = var.image_digest
    }
    replicas = var.replicas
    autoscaling = {
      enabled     = var.autoscaling.enabled
      minReplicas = var.autoscaling.min_replicas
      maxReplicas = var.autoscaling.max_replicas
    }
    canary = { enabled = var.canary_enabled }
    # grafana.tf brings the dashboards.
    monitoring = { dashboards = { enabled = false } }
    # Helm's provider notices another version or other values of a local chart, but not other templates, rules
    # or flags: the hash of all its files makes them a change of the values.
    global = {
      chartHash = sha256(join("\n", [for file in fileset(local.chart, "**") : filesha256("${local.chart}/${file}")]))
    }
  }
}

resource "kubernetes_namespace_v1" "service" {
  metadata {
    name = var.namespace

    labels = {
      team                                 = var.team
      "pod-security.kubernetes.io/enforce" = "restricted"
      "pod-security.kubernetes.io/audit"   = "restricted"
      "pod-security.kubernetes.io/warn"    = "restricted"
    }
  }
}

resource "helm_release" "service" {
  name      = var.service_name
  namespace = kubernetes_namespace_v1.service.metadata[0].name
  chart     = local.chart

  # The later ones win.
  values = [
    yamlencode(local.chart_values),
    yamlencode(var.chart_values),
  ]

  # A release that does not come up is taken back at once. Helm does not wait for a canary: Argo Rollouts
  # judges that by itself, after the apply.
  atomic          = true
  cleanup_on_fail = true
  lint            = true
  max_history     = 10
  timeout         = 600
}
