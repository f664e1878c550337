environment    = "development"
kube_context   = "dev"
grafana_url    = "https://grafana.dev.example.com"
canary_enabled = false
replicas       = 1

chart_values = {
  config = { LOG_LEVEL = "DEBUG" }
}
