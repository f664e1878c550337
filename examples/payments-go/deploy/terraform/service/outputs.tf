output "namespace" {
  description = "Namespace in which the service runs."
  value       = kubernetes_namespace_v1.service.metadata[0].name
}

output "release" {
  description = "Name, revision and app version of the Helm release."
  value = {
    name        = helm_release.service.name
    revision    = helm_release.service.metadata.revision
    app_version = helm_release.service.metadata.app_version
  }
}

output "folder_url" {
  description = "Address of the folder in Grafana."
  value       = grafana_folder.service.url
}

output "dashboard_urls" {
  description = "Address of each dashboard, by the name of its file."
  value       = { for file, dashboard in grafana_dashboard.service : file => dashboard.url }
}
