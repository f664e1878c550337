environment  = "staging"
kube_context = "staging"
grafana_url  = "https://grafana.staging.acme.example"
