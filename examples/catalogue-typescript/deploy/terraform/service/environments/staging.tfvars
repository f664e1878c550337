environment    = "staging"
kube_context   = "staging"
grafana_url    = "https://grafana.staging.example.com"
canary_enabled = false
replicas       = 2
