resource "grafana_data_source" "this" {
  for_each = { for source in yamldecode(file(var.data_sources_file)) : source.uid => source }

  uid         = each.key
  name        = each.value.name
  type        = each.value.type
  url         = each.value.url
  access_mode = each.value.access
  is_default  = each.value.isDefault

  # The file is written for Grafana's own provisioning, where a dollar sign is doubled.
  json_data_encoded = replace(jsonencode(each.value.jsonData), "$$", "$")
}

resource "grafana_folder" "this" {
  title = var.folder
  uid   = lower(var.folder)
}

# The whole set: whoever is not named here loses access.
resource "grafana_folder_permission" "this" {
  folder_uid = grafana_folder.this.uid

  permissions {
    role       = "Viewer"
    permission = "View"
  }
}

resource "grafana_dashboard" "this" {
  for_each = fileset(var.dashboards_folder, "*.json")

  folder      = grafana_folder.this.uid
  config_json = file("${var.dashboards_folder}/${each.value}")
  message     = "Provisioned from observability/dashboards/${each.value}"
  overwrite   = true

  depends_on = [grafana_data_source.this]
}

# The receivers of Alertmanager under the same names, for alerts that Grafana itself evaluates.
resource "grafana_contact_point" "this" {
  for_each = nonsensitive(toset(keys(var.contact_points)))

  name = each.value

  webhook {
    url = var.contact_points[each.value]
  }
}
