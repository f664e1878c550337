locals {
  dashboards = "${path.module}/../../../observability/dashboards"
}

resource "grafana_folder" "service" {
  title = var.service_name
  uid   = var.service_name
}

# The whole set: whoever is not named here loses access.
resource "grafana_folder_permission" "service" {
  folder_uid = grafana_folder.service.uid

  permissions {
    role       = "Viewer"
    permission = "View"
  }

  dynamic "permissions" {
    for_each = var.grafana_team_id == null ? [] : [var.grafana_team_id]

    content {
      team_id    = permissions.value
      permission = "Edit"
    }
  }
}

resource "grafana_dashboard" "service" {
  for_each = fileset(local.dashboards, "*.json")

  folder      = grafana_folder.service.uid
  config_json = file("${local.dashboards}/${each.value}")
  message     = "Provisioned from observability/dashboards/${each.value}"
  overwrite   = true
}

# The receivers of Alertmanager under the same names, for alerts that Grafana itself evaluates.
resource "grafana_contact_point" "pager" {
  name = var.pager_receiver

  webhook {
    url = var.pager_webhook_url
  }
}

resource "grafana_contact_point" "tickets" {
  name = var.ticket_receiver

  webhook {
    url = var.ticket_webhook_url
  }
}

# There is one tree for all of Grafana. Only turn this on in a Grafana that belongs to this service alone.
resource "grafana_notification_policy" "service" {
  count = var.manage_notification_policy ? 1 : 0

  contact_point = grafana_contact_point.tickets.name
  group_by      = ["namespace", "service", "slo", "alertname"]

  policy {
    contact_point = grafana_contact_point.pager.name

    matcher {
      label = "severity"
      match = "="
      value = "critical"
    }
  }
}
