output "versions" {
  description = "Version of each chart that is released."
  value = {
    kube-prometheus-stack = module.kube_prometheus_stack.version
    loki                  = module.loki.version
    tempo                 = module.tempo.version
    otel-collector        = module.otel_collector.version
    otel-agent            = module.otel_agent.version
    argo-rollouts         = module.argo_rollouts.version
  }
}

output "folder_url" {
  description = "Address of the platform's folder in Grafana."
  value       = module.grafana.folder_url
}
