mock_provider "grafana" {}

variables {
  dashboards_folder = "../../../../observability/dashboards"
  data_sources_file = "../../../../observability/grafana/datasources.yaml"
  contact_points    = { pager = "https://example.com/pager", tickets = "https://example.com/tickets" }
}

run "every_file_is_one_dashboard" {
  command = plan

  assert {
    condition     = toset(keys(grafana_dashboard.this)) == fileset(var.dashboards_folder, "*.json")
    error_message = "Not every file in observability/dashboards is a dashboard in Grafana."
  }

  assert {
    condition     = alltrue([for dashboard in grafana_dashboard.this : jsondecode(dashboard.config_json).uid != ""])
    error_message = "A dashboard has no UID: its address would change with every apply."
  }
}

run "data_sources_keep_their_uids" {
  command = plan

  assert {
    condition     = toset(keys(grafana_data_source.this)) == toset(["alertmanager", "loki", "prometheus", "tempo"])
    error_message = "Dashboards and links name data sources by their UIDs."
  }

  assert {
    condition     = length([for source in grafana_data_source.this : source if source.is_default]) == 1
    error_message = "Exactly one data source is the default."
  }

  assert {
    condition     = strcontains(grafana_data_source.this["tempo"].json_data_encoded, "{$${__tags}}")
    error_message = "A variable of Grafana does not arrive as one."
  }
}

run "folder_has_a_fixed_uid" {
  command = plan

  variables {
    folder = "Observability"
  }

  assert {
    condition     = grafana_folder.this.uid == "observability" && grafana_folder.this.title == "Observability"
    error_message = "Links to the folder would break."
  }
}

run "contact_points_are_secret" {
  command = plan

  assert {
    condition     = toset(keys(grafana_contact_point.this)) == toset(["pager", "tickets"])
    error_message = "A contact point is missing."
  }

  assert {
    condition     = alltrue([for point in grafana_contact_point.this : issensitive(tolist(point.webhook)[0].url)])
    error_message = "The plan would show the address of a contact point."
  }
}

run "contact_points_are_encrypted" {
  command         = plan
  expect_failures = [var.contact_points]

  variables {
    contact_points = { pager = "http://example.com/pager" }
  }
}

run "folder_is_a_word" {
  command         = plan
  expect_failures = [var.folder]

  variables {
    folder = "The platform's"
  }
}

run "dashboards_folder_holds_dashboards" {
  command         = plan
  expect_failures = [var.dashboards_folder]

  variables {
    dashboards_folder = "../../../../runbooks"
  }
}

run "data_sources_file_is_a_list" {
  command         = plan
  expect_failures = [var.data_sources_file]

  variables {
    data_sources_file = "../../../charts.yaml"
  }
}
