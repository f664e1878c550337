resource "helm_release" "this" {
  name       = var.name
  namespace  = var.namespace
  repository = var.chart.repository
  chart      = var.chart.name
  version    = var.chart.version

  # The later ones win.
  values = var.values

  # A release that does not come up is taken back at once.
  atomic          = true
  cleanup_on_fail = true
  max_history     = 10
  timeout         = 900
}
