output "version" {
  description = "Version of the chart that is released."
  value       = helm_release.this.version
}
