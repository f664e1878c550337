"""terraform-validations-are-tested: every validation of a Terraform variable is tested."""

import shutil

import pytest

from scaffold.checks import terraform_validations_are_tested as check
from scaffold.errors import Skip
from scaffold.finding import Finding

FOLDER = "deploy/terraform/service"
VARIABLES = f"{FOLDER}/variables.tf"
TESTS = f"{FOLDER}/tests/variables.tftest.hcl"


def untested(root, name: str) -> Finding:
    rows = (root / VARIABLES).read_text().splitlines()
    return Finding(
        VARIABLES,
        rows.index(f'variable "{name}" {{') + 1,
        f"no test expects the validation of {name} to fail",
        f"add a run with expect_failures = [var.{name}]",
    )


@pytest.mark.parametrize(
    ("old", "new", "name"),
    [
        ("expect_failures = [var.team]", "expect_failures = []", "team"),
        ("  expect_failures = [var.kube_context]\n", "", "kube_context"),
        ("  expect_failures = [var.grafana_url]", "  # expect_failures = [var.grafana_url]", ""),
        ("expect_failures = [var.namespace]", "expect_failures = [local.namespace]", "namespace"),
    ],
)
def test_validation_that_no_run_expects_to_fail_is_found(broken, findings, edit, old, new, name):
    """Nor one that stands in a comment, or that names something else."""
    edit(broken / TESTS, old, new)
    assert findings(check, broken) == [untested(broken, name or "grafana_url")]


def test_new_variable_with_a_validation_is_found(broken, findings):
    """Whoever adds one adds its test."""
    path = broken / VARIABLES
    path.write_text(
        f'{path.read_text()}\nvariable "region" {{\n  type = string\n\n  validation {{\n'
        '    condition     = length(var.region) > 0\n    error_message = "Empty."\n  }\n}\n'
    )
    assert findings(check, broken) == [untested(broken, "region")]


def test_variable_without_a_validation_needs_no_test(broken, findings):
    """There is nothing to refuse."""
    path = broken / VARIABLES
    path.write_text(f'{path.read_text()}\nvariable "fast" {{\n  type = bool\n}}\n')
    assert findings(check, broken) == []


def test_module_without_tests_is_left_to_another_check(broken, findings):
    """One finding for one cause."""
    shutil.rmtree(broken / FOLDER / "tests")
    with pytest.raises(Skip, match="no module has tests"):
        findings(check, broken)
