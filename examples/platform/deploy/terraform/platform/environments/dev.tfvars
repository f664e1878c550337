environment  = "dev"
kube_context = "dev"
grafana_url  = "https://grafana.dev.acme.example"
