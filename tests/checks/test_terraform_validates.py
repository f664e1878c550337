"""terraform-validates: Terraform's own validation accepts every module."""

import pytest

from scaffold.checks import terraform_validates as check
from scaffold.errors import Skip
from scaffold.repo import ServiceRepo
from scaffold.runner import run_check

FOLDER = "deploy/terraform/service"


@pytest.mark.parametrize(
    ("path", "old", "new", "said"),
    [
        (
            "main.tf",
            "  cleanup_on_fail = true",
            "  cleanup_on_fial = true",
            (
                'Unsupported argument: An argument named "cleanup_on_fial" is not expected here.'
                ' Did you mean "cleanup_on_fail"?'
            ),
        ),
        (
            "main.tf",
            "  timeout         = 600",
            '  timeout         = "ten minutes"',
            (
                "Incorrect attribute value type: Inappropriate value for attribute"
                ' "timeout": a number is required.'
            ),
        ),
        (
            "grafana.tf",
            "  folder_uid = grafana_folder.service.uid",
            "  folder_id = grafana_folder.service.uid",
            (
                'Unsupported argument: An argument named "folder_id" is not expected here.'
                ' Did you mean "folder_uid"?'
            ),
        ),
        (
            "main.tf",
            "  chart     = local.chart",
            "  chart     = local.chrt",
            (
                'Reference to undeclared local value: A local value with the name "chrt" has'
                ' not been declared. Did you mean "chart"?'
            ),
        ),
    ],
)
def test_mistake_is_found_where_it_stands(broken, findings, edit, path, old, new, said):
    """Misspelt, of the wrong type, removed from the provider, not declared."""
    line = edit(broken / FOLDER / path, old, new)
    place = f"{FOLDER}/{path}"
    assert (place, line, said) in [(f.path, f.line, f.message) for f in findings(check, broken)]


def test_missing_argument_is_found_at_its_block(broken, findings, edit):
    """The provider says which ones must be there."""
    edit(broken / FOLDER / "grafana.tf", "  title = var.service_name\n", "")
    rows = (broken / FOLDER / "grafana.tf").read_text().splitlines()
    (found,) = findings(check, broken)
    assert found.line == rows.index('resource "grafana_folder" "service" {') + 1
    assert 'The argument "title" is required' in found.message


def test_block_of_an_older_provider_is_found(broken, findings, edit):
    """Version 3 of helm's provider takes an attribute there."""
    line = edit(broken / FOLDER / "providers.tf", "  kubernetes = {", "  kubernetes {")
    (found,) = findings(check, broken)
    assert (found.path, found.line) == (f"{FOLDER}/providers.tf", line)
    assert found.message.startswith("Unsupported block type")


def test_module_that_does_not_parse_is_found_where_it_breaks(broken):
    """Terraform cannot even initialise it."""
    main = broken / FOLDER / "main.tf"
    main.write_text(main.read_text() + 'resource "helm_release" {\n')
    row = run_check(check, ServiceRepo(broken))
    assert [(one.path, one.line) for one in row.findings] == [
        (f"{FOLDER}/main.tf", len(main.read_text().splitlines()))
    ]


@pytest.mark.parametrize(
    ("source", "version", "reason"),
    [
        ("hashicorp/aws", "~> 6.0", "no schema of hashicorp/aws"),
        ("hashicorp/helm", "~> 99.0", "no schema of hashicorp/helm ~> 99.0"),
    ],
)
def test_provider_that_is_not_known_is_named(broken, findings, edit, source, version, reason):
    """Nothing can be said of the module: that is no failure of it."""
    edit(
        broken / FOLDER / "versions.tf",
        'source  = "hashicorp/helm"\n      version = "~> 3.0"',
        f'source  = "{source}"\n      version = "{version}"',
    )
    with pytest.raises(Skip, match=f"^{FOLDER}: {reason}$"):
        findings(check, broken)


def test_nothing_is_written_and_nothing_inherited(broken, findings, monkeypatch):
    """Neither a lock nor a state, whatever the person's own settings say."""
    monkeypatch.setenv("TF_CLI_CONFIG_FILE", "/nowhere")
    monkeypatch.setenv("TF_CLI_ARGS_validate", "-no-such-flag")
    before = sorted(path for path in broken.rglob("*"))
    assert findings(check, broken) == []
    assert sorted(path for path in broken.rglob("*")) == before


def test_lock_of_the_providers_themselves_is_no_obstacle(broken, findings):
    """Its hashes are not those of schemas."""
    lock = broken / FOLDER / ".terraform.lock.hcl"
    lock.write_text(
        'provider "registry.terraform.io/hashicorp/helm" {\n  version = "3.0.2"\n'
        '  constraints = "~> 3.0"\n  hashes = ["h1:'
        f'{43 * "A"}="]\n}}\n'
    )
    assert findings(check, broken) == []
