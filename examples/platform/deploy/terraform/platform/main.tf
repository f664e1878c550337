locals {
  deploy        = "${path.module}/../.."
  observability = "${path.module}/../../../observability"

  locked = yamldecode(file("${local.deploy}/charts.yaml"))
  charts = {
    for name, release in local.locked.releases : name => merge(local.locked.charts[release.chart], { name = release.chart })
  }
  # The same for every environment, then what differs.
  values = {
    for name, release in local.locked.releases : name => [
      file("${local.deploy}/values/${name}.yaml"),
      file("${local.deploy}/environments/${var.environment}/${name}.yaml"),
    ]
  }

  alertmanager = yamldecode(file("${local.observability}/alertmanager/alertmanager.yaml"))
  # The files that the receivers read their addresses from: each must be a key of receiver_urls.
  receiver_keys = toset(flatten([
    for receiver in local.alertmanager.receivers : [
      for webhook in try(receiver.webhook_configs, []) : trimsuffix(basename(webhook.url_file), "-url")
    ]
  ]))

  labels = { team = var.team, environment = var.environment }
}

resource "kubernetes_namespace_v1" "monitoring" {
  metadata {
    name = "monitoring"

    # node-exporter and the log agent read the node itself, which the restricted standard forbids.
    labels = merge(local.labels, { "pod-security.kubernetes.io/enforce" = "privileged" })
  }
}

resource "kubernetes_namespace_v1" "argo_rollouts" {
  metadata {
    name   = "argo-rollouts"
    labels = merge(local.labels, { "pod-security.kubernetes.io/enforce" = "restricted" })
  }
}

module "kube_prometheus_stack" {
  source = "../modules/release"

  name      = "kube-prometheus-stack"
  namespace = kubernetes_namespace_v1.monitoring.metadata[0].name
  chart     = local.charts["kube-prometheus-stack"]
  values = concat(local.values["kube-prometheus-stack"], [yamlencode({
    commonLabels                 = local.labels
    alertmanager                 = { config = local.alertmanager }
    additionalPrometheusRulesMap = { own = yamldecode(file("${local.observability}/rules/platform.yaml")) }
  })])

  depends_on = [kubernetes_secret_v1.receivers, kubernetes_secret_v1.grafana_admin]
}

# What follows has monitors in its charts: their kinds come with the operator above.

module "loki" {
  source = "../modules/release"

  name       = "loki"
  namespace  = kubernetes_namespace_v1.monitoring.metadata[0].name
  chart      = local.charts["loki"]
  values     = concat(local.values["loki"], [yamlencode({ commonLabels = local.labels })])
  depends_on = [module.kube_prometheus_stack]
}

module "tempo" {
  source = "../modules/release"

  name       = "tempo"
  namespace  = kubernetes_namespace_v1.monitoring.metadata[0].name
  chart      = local.charts["tempo"]
  values     = concat(local.values["tempo"], [yamlencode({ global = { commonLabels = local.labels } })])
  depends_on = [module.kube_prometheus_stack]
}

module "otel_collector" {
  source = "../modules/release"

  name       = "otel-collector"
  namespace  = kubernetes_namespace_v1.monitoring.metadata[0].name
  chart      = local.charts["otel-collector"]
  values     = concat(local.values["otel-collector"], [yamlencode({ additionalLabels = local.labels })])
  depends_on = [module.tempo]
}

module "otel_agent" {
  source = "../modules/release"

  name       = "otel-agent"
  namespace  = kubernetes_namespace_v1.monitoring.metadata[0].name
  chart      = local.charts["otel-agent"]
  values     = concat(local.values["otel-agent"], [yamlencode({ additionalLabels = local.labels })])
  depends_on = [module.loki]
}

module "argo_rollouts" {
  source = "../modules/release"

  name       = "argo-rollouts"
  namespace  = kubernetes_namespace_v1.argo_rollouts.metadata[0].name
  chart      = local.charts["argo-rollouts"]
  values     = concat(local.values["argo-rollouts"], [yamlencode({ controller = { podLabels = local.labels } })])
  depends_on = [module.kube_prometheus_stack]
}

module "grafana" {
  source = "../modules/grafana"

  dashboards_folder = "${local.observability}/dashboards"
  data_sources_file = "${local.observability}/grafana/datasources.yaml"
  contact_points = {
    for name, url in var.receiver_urls : name => url if startswith(name, "${var.team}-")
  }

  depends_on = [module.kube_prometheus_stack]
}
