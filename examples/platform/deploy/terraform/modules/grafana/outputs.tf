output "folder_url" {
  description = "Address of the folder in Grafana."
  value       = grafana_folder.this.url
}

output "dashboard_urls" {
  description = "Address of each dashboard, by the name of its file."
  value       = { for file, dashboard in grafana_dashboard.this : file => dashboard.url }
}
