# Every validation refuses what it is there for.

mock_provider "helm" {}
mock_provider "kubernetes" {}
mock_provider "grafana" {}

variables {
  environment            = "prod"
  team                   = "platform"
  kube_context           = "test"
  grafana_url            = "https://grafana.example.com"
  grafana_admin_password = "a-password-of-the-tests"
  receiver_urls = {
    watchdog         = "https://example.com/watchdog"
    platform-pager   = "https://example.com/platform-pager"
    platform-tickets = "https://example.com/platform-tickets"
    money-pager      = "https://example.com/money-pager"
    money-tickets    = "https://example.com/money-tickets"
    shop-pager       = "https://example.com/shop-pager"
    shop-tickets     = "https://example.com/shop-tickets"
  }
}

run "environment_is_known" {
  command         = plan
  expect_failures = [var.environment]

  variables {
    environment = "production"
  }
}

run "team_is_a_label" {
  command         = plan
  expect_failures = [var.team]

  variables {
    team = "Team Platform"
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

run "grafana_admin_password_is_long" {
  command         = plan
  expect_failures = [var.grafana_admin_password]

  variables {
    grafana_admin_password = "prom-operator"
  }
}

run "receiver_urls_are_encrypted" {
  command         = plan
  expect_failures = [var.receiver_urls]

  variables {
    receiver_urls = { watchdog = "http://example.com/watchdog" }
  }
}

run "secrets_revision_is_positive" {
  command         = plan
  expect_failures = [var.secrets_revision]

  variables {
    secrets_revision = 0
  }
}

run "secrets_revision_is_whole" {
  command         = plan
  expect_failures = [var.secrets_revision]

  variables {
    secrets_revision = 1.5
  }
}
