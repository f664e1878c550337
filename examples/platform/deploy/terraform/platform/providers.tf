provider "kubernetes" {
  config_path    = var.kube_config_path
  config_context = var.kube_context
}

provider "helm" {
  kubernetes = {
    config_path    = var.kube_config_path
    config_context = var.kube_context
  }
}

provider "grafana" {
  url  = var.grafana_url
  auth = "${local.grafana_user}:${var.grafana_admin_password}"
}
