environment  = "prod"
kube_context = "prod"
grafana_url  = "https://grafana.acme.example"
