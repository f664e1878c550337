mock_provider "helm" {}

variables {
  name      = "loki"
  namespace = "monitoring"
  chart     = { repository = "https://charts.example.com", name = "loki", version = "1.2.3" }
  values    = ["replicas: 1", "replicas: 3"]
}

run "release_is_what_was_asked_for" {
  command = plan

  assert {
    condition = (
      helm_release.this.name == "loki" && helm_release.this.namespace == "monitoring" && helm_release.this.chart == "loki"
      && helm_release.this.repository == "https://charts.example.com" && helm_release.this.version == "1.2.3"
    )
    error_message = "The release is another one."
  }

  assert {
    condition     = helm_release.this.values == tolist(["replicas: 1", "replicas: 3"])
    error_message = "The values are not in the order in which they were given."
  }

  assert {
    condition     = helm_release.this.atomic && helm_release.this.cleanup_on_fail
    error_message = "A release that does not come up would be left half-done."
  }
}

run "name_is_a_label" {
  command         = plan
  expect_failures = [var.name]

  variables {
    name = "Loki"
  }
}

run "namespace_is_a_label" {
  command         = plan
  expect_failures = [var.namespace]

  variables {
    namespace = "-monitoring"
  }
}

run "repository_is_encrypted" {
  command         = plan
  expect_failures = [var.chart]

  variables {
    chart = { repository = "http://charts.example.com", name = "loki", version = "1.2.3" }
  }
}

run "version_is_exact" {
  command         = plan
  expect_failures = [var.chart]

  variables {
    chart = { repository = "https://charts.example.com", name = "loki", version = "~1.2" }
  }
}

run "values_are_mappings" {
  command         = plan
  expect_failures = [var.values]

  variables {
    values = ["[1, 2]"]
  }
}
