environment    = "production"
kube_context   = "prod"
grafana_url    = "https://grafana.example.com"
canary_enabled = false

autoscaling = {
  enabled      = true
  min_replicas = 3
  max_replicas = 10
}
