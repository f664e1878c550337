"""terraform-is-pinned: Terraform, its providers and its modules are pinned."""

import pytest

from scaffold.checks import terraform_is_pinned as check
from scaffold.finding import Finding

FOLDER = "deploy/terraform/service"
VERSIONS = f"{FOLDER}/versions.tf"


@pytest.mark.parametrize("version", [">= 3.0", "3.0.2", ""])
def test_provider_with_an_open_version_is_found_at_its_line(broken, findings, edit, version):
    """Only ~> takes fixes and no new major version."""
    edit(
        broken / VERSIONS,
        '"hashicorp/helm"\n      version = "~> 3.0"',
        f'"hashicorp/helm"\n      version = "{version}"',
    )
    rows = (broken / VERSIONS).read_text().splitlines()
    assert findings(check, broken) == [
        Finding(
            VERSIONS,
            rows.index("    helm = {") + 1,
            f"provider helm has no version with ~>: {version or 'none'}",
            'write version = "~> X.Y"',
        )
    ]


def test_provider_without_a_source_is_found(broken, findings, edit):
    """It would be looked for among HashiCorp's own."""
    edit(broken / VERSIONS, '      source  = "grafana/grafana"\n', "")
    (found,) = findings(check, broken)
    assert (found.path, found.message) == (VERSIONS, "provider grafana has no source")


def test_module_without_a_version_of_terraform_is_found(broken, findings):
    """An old Terraform would fail in the middle."""
    text = (broken / VERSIONS).read_text()
    kept = [row for row in text.splitlines(keepends=True) if "required_version" not in row]
    (broken / VERSIONS).write_text("".join(kept))
    (found,) = findings(check, broken)
    assert found.message == f"{FOLDER} does not set required_version"


def test_provider_configured_in_a_called_module_is_found(broken, findings):
    """Such a module cannot be removed again."""
    called = broken / FOLDER / "modules/part"
    called.mkdir(parents=True)
    (called / "main.tf").write_text(
        'terraform {\n  required_version = "~> 1.10"\n}\n\nprovider "helm" {\n}\n'
    )
    (broken / FOLDER / "part.tf").write_text('module "part" {\n  source = "./modules/part"\n}\n')
    assert findings(check, broken) == [
        Finding(
            f"{FOLDER}/modules/part/main.tf",
            5,
            "provider helm is configured in a module that another one calls",
            "configure it in the calling module",
        )
    ]


def test_module_from_a_registry_without_a_version_is_found(broken, findings):
    """The newest one is taken then."""
    path = f"{FOLDER}/part.tf"
    (broken / path).write_text('module "part" {\n  source = "acme/part/helm"\n}\n')
    assert findings(check, broken) == [
        Finding(path, 1, "module part has no version with ~>", "pin it")
    ]
