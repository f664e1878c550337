# Every validation refuses what it is there for.

mock_provider "helm" {}
mock_provider "kubernetes" {}
mock_provider "grafana" {}

variables {
  service_name       = "example"
  namespace          = "shop"
  team               = "shopping"
  environment        = "staging"
  canary_enabled     = true
  kube_context       = "test"
  grafana_url        = "https://grafana.example.com"
  grafana_auth       = "token"
  pager_receiver     = "shopping-pager"
  pager_webhook_url  = "https://pager.example.com/hook"
  ticket_receiver    = "shopping-tickets"
  ticket_webhook_url = "https://tickets.example.com/hook"
}

run "service_name_is_a_label" {
  command         = plan
  expect_failures = [var.service_name]

  variables {
    service_name = "Orders_1"
  }
}

run "service_name_is_short" {
  command         = plan
  expect_failures = [var.service_name]

  variables {
    service_name = "a-name-that-is-longer-than-thirty"
  }
}

run "namespace_is_a_label" {
  command         = plan
  expect_failures = [var.namespace]

  variables {
    namespace = "-shop"
  }
}

run "team_is_a_label" {
  command         = plan
  expect_failures = [var.team]

  variables {
    team = "Team Shop"
  }
}

run "environment_is_known" {
  command         = plan
  expect_failures = [var.environment]

  variables {
    environment = "prod"
  }
}

run "image_tag_is_never_latest" {
  command         = plan
  expect_failures = [var.image_tag]

  variables {
    image_tag = "latest"
  }
}

run "image_tag_is_a_tag" {
  command         = plan
  expect_failures = [var.image_tag]

  variables {
    image_tag = "1.4.2@sha256"
  }
}

run "image_digest_is_whole" {
  command         = plan
  expect_failures = [var.image_digest]

  variables {
    image_digest = "sha256:2c26b46b"
  }
}

run "replicas_are_positive" {
  command         = plan
  expect_failures = [var.replicas]

  variables {
    replicas = 0
  }
}

run "replicas_are_whole" {
  command         = plan
  expect_failures = [var.replicas]

  variables {
    replicas = 1.5
  }
}

run "autoscaling_bounds_are_in_order" {
  command         = plan
  expect_failures = [var.autoscaling]

  variables {
    autoscaling = { enabled = true, min_replicas = 5, max_replicas = 2 }
  }
}

run "autoscaling_keeps_one_pod" {
  command         = plan
  expect_failures = [var.autoscaling]

  variables {
    autoscaling = { enabled = true, min_replicas = 0 }
  }
}

run "chart_values_are_an_object" {
  command         = plan
  expect_failures = [var.chart_values]

  variables {
    chart_values = "replicas: 3"
  }
}

run "kube_config_path_is_given" {
  command         = plan
  expect_failures = [var.kube_config_path]

  variables {
    kube_config_path = ""
  }
}

run "kube_context_is_given" {
  command         = plan
  expect_failures = [var.kube_context]

  variables {
    kube_context = ""
  }
}

run "grafana_url_is_an_address" {
  command         = plan
  expect_failures = [var.grafana_url]

  variables {
    grafana_url = "grafana.example.com"
  }
}

run "grafana_auth_is_given" {
  command         = plan
  expect_failures = [var.grafana_auth]

  variables {
    grafana_auth = ""
  }
}

run "grafana_team_id_is_a_number" {
  command         = plan
  expect_failures = [var.grafana_team_id]

  variables {
    grafana_team_id = "shopping"
  }
}

run "pager_receiver_is_a_label" {
  command         = plan
  expect_failures = [var.pager_receiver]

  variables {
    pager_receiver = "Pager!"
  }
}

run "pager_webhook_url_is_encrypted" {
  command         = plan
  expect_failures = [var.pager_webhook_url]

  variables {
    pager_webhook_url = "http://pager.example.com/hook"
  }
}

run "ticket_receiver_is_a_label" {
  command         = plan
  expect_failures = [var.ticket_receiver]

  variables {
    ticket_receiver = "Tickets!"
  }
}

run "ticket_receiver_is_not_the_pager" {
  command         = plan
  expect_failures = [var.ticket_receiver]

  variables {
    ticket_receiver = "shopping-pager"
  }
}

run "ticket_webhook_url_is_encrypted" {
  command         = plan
  expect_failures = [var.ticket_webhook_url]

  variables {
    ticket_webhook_url = "tickets.example.com/hook"
  }
}
