"""terraform-passes-tests: the tests of every Terraform module pass."""

import shutil

import pytest

from scaffold.checks import terraform_passes_tests as check
from scaffold.finding import Finding

FOLDER = "deploy/terraform/service"
TESTS = f"{FOLDER}/tests"
PAGER = """TF_VAR_pager_webhook_url, never in a file."
  type        = string
"""
RESTRICTED = '"pod-security.kubernetes.io/enforce" = "restricted"'


@pytest.fixture
def only(broken):
    """Keep one file of tests, so that each run takes a moment."""

    def keep(name: str):
        for path in (broken / TESTS).iterdir():
            if path.name != name:
                path.unlink()
        return broken

    return keep


@pytest.mark.parametrize(
    ("path", "old", "new", "run", "message"),
    [
        (
            "main.tf",
            RESTRICTED,
            '"pod-security.kubernetes.io/enforce" = "baseline"',
            "namespace_is_restricted",
            "The namespace does not enforce the restricted pod security standard.",
        ),
        (
            "main.tf",
            "      team                                 = var.team",
            '      team                                 = "nobody"',
            "owner_is_named_everywhere",
            "The namespace does not say whose it is.",
        ),
        (
            "variables.tf",
            f"{PAGER}  sensitive   = true\n",
            PAGER,
            "secrets_stay_out_of_the_plan",
            "The plan would show the address of a contact point.",
        ),
        (
            "grafana.tf",
            'fileset(local.dashboards, "*.json")',
            'toset(["overview.json"])',
            "every_dashboard_is_provisioned",
            "Not every file in observability/dashboards is a dashboard in Grafana.",
        ),
        (
            "variables.tf",
            "  default     = false\n  nullable    = false",
            "  default     = true\n  nullable    = false",
            "notification_policy_is_left_alone",
            "Grafana's whole tree of notification policies would be overwritten.",
        ),
    ],
)
def test_assertion_that_does_not_hold_is_found_in_its_run(
    only, findings, edit, path, old, new, run, message
):
    """Whatever in the module breaks it; the finding stands in the test."""
    broken = only("service.tftest.hcl")
    edit(broken / FOLDER / path, old, new)
    (found,) = findings(check, broken)
    rows = (broken / TESTS / "service.tftest.hcl").read_text().splitlines()
    start = rows.index(f'run "{run}" {{') + 1
    end = rows.index("}", start) + 1
    assert found.path == f"{TESTS}/service.tftest.hcl"
    assert start < found.line < end
    assert found.message == f"Test assertion failed: {message}"


def test_validation_that_lets_everything_pass_is_found(only, findings, edit):
    """A bad value that is accepted is a test that fails."""
    broken = only("variables.tftest.hcl")
    pattern = '"^[a-z]([-a-z0-9]{0,28}[a-z0-9])?$", var.service_name'
    edit(broken / FOLDER / "variables.tf", pattern, '"", var.service_name')
    found = findings(check, broken)
    assert {one.path for one in found} == {f"{TESTS}/variables.tftest.hcl"}
    assert any("var.service_name" in one.message for one in found)


def test_test_that_needs_a_real_provider_is_found(only, findings, edit):
    """It would reach for a Grafana that is not there."""
    broken = only("service.tftest.hcl")
    edit(broken / TESTS / "service.tftest.hcl", 'mock_provider "grafana" {}\n', "")
    assert any(
        "This is a schema, not the provider" in one.message for one in findings(check, broken)
    )


def test_infrastructure_without_tests_is_found(broken, findings):
    """Nothing is known of its plan then."""
    shutil.rmtree(broken / TESTS)
    assert findings(check, broken) == [
        Finding("deploy/terraform", 0, "no module has tests", "add tests/*.tftest.hcl to one")
    ]
