# What the stage creates, planned against stand-ins of the providers: no cluster and no Grafana is needed.

mock_provider "helm" {}
mock_provider "kubernetes" {}
mock_provider "grafana" {}

variables {
  service_name       = "example"
  namespace          = "shop"
  team               = "shopping"
  environment        = "staging"
  image_tag          = "1.4.2"
  canary_enabled     = true
  kube_context       = "test"
  grafana_url        = "https://grafana.example.com"
  grafana_auth       = "token"
  pager_receiver     = "shopping-pager"
  pager_webhook_url  = "https://pager.example.com/hook"
  ticket_receiver    = "shopping-tickets"
  ticket_webhook_url = "https://tickets.example.com/hook"
}

run "namespace_is_restricted" {
  command = plan

  assert {
    condition     = kubernetes_namespace_v1.service.metadata[0].name == "shop"
    error_message = "The namespace is not the one asked for."
  }

  assert {
    condition     = kubernetes_namespace_v1.service.metadata[0].labels["pod-security.kubernetes.io/enforce"] == "restricted"
    error_message = "The namespace does not enforce the restricted pod security standard."
  }
}

run "owner_is_named_everywhere" {
  command = plan

  assert {
    condition     = kubernetes_namespace_v1.service.metadata[0].labels["team"] == "shopping"
    error_message = "The namespace does not say whose it is."
  }

  assert {
    condition     = yamldecode(helm_release.service.values[0]).labels.team == "shopping"
    error_message = "The chart's objects do not say whose they are."
  }
}

run "secrets_stay_out_of_the_plan" {
  command = plan

  assert {
    condition = alltrue([
      for point in [grafana_contact_point.pager, grafana_contact_point.tickets] : issensitive(tolist(point.webhook)[0].url)
    ])
    error_message = "The plan would show the address of a contact point."
  }

  assert {
    condition     = issensitive(var.grafana_auth)
    error_message = "The plan would show Grafana's token."
  }
}

run "chart_gets_its_values" {
  command = plan

  assert {
    condition     = helm_release.service.name == "example" && helm_release.service.atomic
    error_message = "The release is not named after the service, or would be left half-done."
  }

  assert {
    condition     = yamldecode(helm_release.service.values[0]).image.tag == "1.4.2"
    error_message = "The image's tag does not reach the chart."
  }

  assert {
    condition     = yamldecode(helm_release.service.values[0]).canary.enabled
    error_message = "The canary does not reach the chart."
  }

  assert {
    condition     = !yamldecode(helm_release.service.values[0]).monitoring.dashboards.enabled
    error_message = "The dashboards would be provisioned twice."
  }

  assert {
    condition     = can(regex("^[0-9a-f]{64}$", yamldecode(helm_release.service.values[0]).global.chartHash))
    error_message = "A change of the chart would go unnoticed."
  }
}

run "further_values_win" {
  command = plan

  variables {
    chart_values = { config = { LOG_LEVEL = "DEBUG" } }
  }

  assert {
    condition     = yamldecode(helm_release.service.values[1]).config.LOG_LEVEL == "DEBUG"
    error_message = "chart_values are not the last values of the release."
  }
}

run "every_dashboard_is_provisioned" {
  command = plan

  assert {
    condition     = toset(keys(grafana_dashboard.service)) == fileset("${path.module}/../../../observability/dashboards", "*.json")
    error_message = "Not every file in observability/dashboards is a dashboard in Grafana."
  }

  assert {
    condition     = length(grafana_dashboard.service) > 0
    error_message = "There are no dashboards in observability/dashboards."
  }
}

run "team_may_edit_the_folder" {
  command = plan

  variables {
    grafana_team_id = "7"
  }

  assert {
    condition     = length([for one in grafana_folder_permission.service.permissions : one if one.team_id == "7" && one.permission == "Edit"]) == 1
    error_message = "The team may not edit its folder."
  }
}

run "notification_policy_is_left_alone" {
  command = plan

  assert {
    condition     = length(grafana_notification_policy.service) == 0
    error_message = "Grafana's whole tree of notification policies would be overwritten."
  }
}

run "notification_policy_is_replaced_when_asked" {
  command = plan

  variables {
    manage_notification_policy = true
  }

  assert {
    condition     = grafana_notification_policy.service[0].contact_point == "shopping-tickets"
    error_message = "What nobody is paged for does not become a ticket."
  }

  assert {
    condition     = grafana_notification_policy.service[0].policy[0].contact_point == "shopping-pager"
    error_message = "What is critical wakes nobody."
  }
}
