# What the stage creates, planned against stand-ins of the providers: no cluster and no Grafana is needed.

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

run "names_are_what_services_rely_on" {
  command = plan

  assert {
    condition     = kubernetes_namespace_v1.monitoring.metadata[0].name == "monitoring"
    error_message = "Services look for Prometheus and the collector in the namespace monitoring."
  }

  assert {
    condition     = yamldecode(local.values["otel-collector"][0]).fullnameOverride == "otel-collector"
    error_message = "Services send their spans to otel-collector.monitoring.svc."
  }

  assert {
    condition = alltrue([
      for name in ["podMonitor", "rule", "serviceMonitor", "probe", "scrapeConfig"] :
      yamldecode(local.values["kube-prometheus-stack"][0]).prometheus.prometheusSpec["${name}SelectorNilUsesHelmValues"] == false
    ])
    error_message = "Prometheus would not see the monitors and rules of services."
  }
}

run "labels_reach_everything" {
  command = plan

  assert {
    condition = alltrue([
      for metadata in [
        kubernetes_namespace_v1.monitoring.metadata[0],
        kubernetes_namespace_v1.argo_rollouts.metadata[0],
        kubernetes_secret_v1.receivers.metadata[0],
        kubernetes_secret_v1.grafana_admin.metadata[0],
      ] : metadata.labels["team"] == var.team && metadata.labels["environment"] == "prod"
    ])
    error_message = "A namespace or secret does not say whose it is, or of which environment."
  }
}

run "charts_are_in_the_locked_versions" {
  command = plan

  assert {
    condition     = output.versions == { for name, release in local.locked.releases : name => local.locked.charts[release.chart].version }
    error_message = "A release is not in the version that deploy/charts.yaml says, or is missing."
  }
}

run "every_environment_has_its_values" {
  command = plan

  variables {
    environment = "dev"
  }

  assert {
    condition     = yamldecode(local.values["kube-prometheus-stack"][1]).prometheus.prometheusSpec.replicas == 1
    error_message = "dev does not have its own values."
  }

  assert {
    condition = alltrue([
      for name, documents in local.values : alltrue([for document in documents : can(keys(yamldecode(document)))])
    ])
    error_message = "A values file is no mapping."
  }
}

run "secrets_stay_out_of_the_plan" {
  command = plan

  assert {
    condition     = kubernetes_secret_v1.receivers.data_wo == null && kubernetes_secret_v1.grafana_admin.data_wo == null
    error_message = "A write-only argument is kept."
  }

  assert {
    condition     = !can(regex("(?m)^\\s*(data|binary_data)\\s*=", file("${path.module}/secrets.tf")))
    error_message = "A secret is written where the state keeps it."
  }

  assert {
    condition     = issensitive(var.receiver_urls) && issensitive(var.grafana_admin_password)
    error_message = "A secret would be printed."
  }

  assert {
    condition     = alltrue([for path in fileset(path.module, "**/*.tfvars") : !can(regex("(?m)^(receiver_urls|grafana_admin_password)\\s*=", file(path)))])
    error_message = "A secret stands in a file."
  }
}

run "secrets_are_sent_again_when_asked" {
  command = plan

  variables {
    secrets_revision = 2
  }

  assert {
    condition     = kubernetes_secret_v1.receivers.data_wo_revision == 2
    error_message = "A changed secret would never reach the cluster."
  }
}

run "receivers_without_an_address_are_refused" {
  command         = plan
  expect_failures = [kubernetes_secret_v1.receivers]

  variables {
    receiver_urls = { watchdog = "https://example.com/watchdog" }
  }
}
