"""The mirror of provider schemas: Terraform installs from it, validates with it, and no more."""

import json
import subprocess
from pathlib import Path

import pytest

from scaffold import lock, tool
from scaffold.lock import Providers

SETTINGS = """terraform {{
  required_providers {{
    {name} = {{
      source = "{address}"
    }}
  }}
}}
"""
PROVIDERS = lock.entry("terraform-providers").source
assert isinstance(PROVIDERS, Providers)
ADDRESSES = [provider.address for provider in PROVIDERS.providers]


def schema(address: str) -> dict:
    provider = next(each for each in PROVIDERS.providers if each.address == address)
    mirror = tool.locate("terraform-providers").path
    folder = mirror / "registry.terraform.io" / address / provider.version
    document = json.loads(next(folder.glob("*/schema.json")).read_text())
    return document["provider_schemas"][f"registry.terraform.io/{address}"]


@pytest.fixture
def terraform(tmp_path, monkeypatch):
    """Run Terraform on a module that needs these providers, without any network."""
    mirror = tool.locate("terraform-providers").path
    settings = tmp_path / "settings.tfrc"
    settings.write_text(
        f'provider_installation {{\n  filesystem_mirror {{\n    path = "{mirror}"\n  }}\n}}\n'
    )
    monkeypatch.setenv("TF_CLI_CONFIG_FILE", str(settings))
    monkeypatch.setenv("CHECKPOINT_DISABLE", "1")
    folder = tmp_path / "module"
    folder.mkdir()

    def run(*words: str, module: str = "", address: str = "grafana/grafana") -> tuple[int, str]:
        if module:
            name = address.rpartition("/")[2]
            text = SETTINGS.format(name=name, address=address) + module
            Path(folder, "main.tf").write_text(text)
            assert run("init", "-backend=false")[0] == 0
        done = subprocess.run(
            [tool.locate("terraform").path, *words, "-no-color"],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, " ".join((done.stdout + done.stderr).replace("│", " ").split())

    return run


def test_plan_is_refused(terraform):
    """A schema never stands in for the provider: it says what it is, and for whom."""
    code, said = terraform("plan", module='resource "grafana_folder" "a" {\n  title = "a"\n}\n')
    assert code == 1
    assert "This is a schema, not the provider" in said
    assert "Only the schema of registry.terraform.io/grafana/grafana is installed here" in said


@pytest.mark.parametrize(
    ("address", "block", "word"),
    [
        ("grafana/grafana", 'resource "grafana_folder" "a" {\n  titel = "a"\n}\n', "titel"),
        ("grafana/grafana", 'resource "grafana_folder" "a" {}\n', '"title" is required'),
        ("grafana/grafana", 'resource "grafana_flder" "a" {}\n', "grafana_flder"),
        (
            "hashicorp/helm",
            'resource "helm_release" "a" {\n  name = "a"\n  chart = "c"\n  set {\n  }\n}\n',
            'Blocks of type "set" are not expected',
        ),
        (
            "hashicorp/helm",
            'resource "helm_release" "a" {\n  name = "a"\n  chart = "c"\n  timeout = "x"\n}\n',
            "a number is required",
        ),
        (
            "hashicorp/helm",
            (
                'provider "helm" {\n  kubernetes {\n  }\n}\n'
                'data "helm_template" "a" {\n  name  = "a"\n  chart = "c"\n}\n'
            ),
            'Blocks of type "kubernetes" are not expected',
        ),
        (
            "hashicorp/kubernetes",
            'resource "kubernetes_secret_v1" "a" {\n  metadata {}\n  metadata {}\n}\n',
            "No more than 1",
        ),
        (
            "hashicorp/kubernetes",
            'resource "kubernetes_secret_v1" "a" {}\n',
            "Insufficient metadata blocks",
        ),
    ],
)
def test_wrong_argument_is_refused(terraform, address, block, word):
    """Misspelt, missing, of the wrong type, a block for an attribute, one block too many."""
    code, said = terraform("validate", module=block, address=address)
    assert code == 1
    assert word in said


@pytest.mark.parametrize("address", ADDRESSES)
def test_schema_holds_the_provider_and_its_resources(address):
    """Terraform's own argument alias is not among its settings."""
    read = schema(address)
    assert "alias" not in read["provider"]["block"]["attributes"]
    assert read["resource_schemas"]


def test_resources_of_the_lock_are_all_there():
    """Where only some are read."""
    pulumi = next(each.pulumi for each in PROVIDERS.providers if each.pulumi)
    assert set(schema("grafana/grafana")["resource_schemas"]) == set(pulumi.resources)


def test_opentofu_finds_the_same_packages():
    """It looks for the same address in a registry of its own."""
    mirror = tool.locate("terraform-providers").path
    for provider in PROVIDERS.providers:
        below = Path(provider.address, provider.version)
        (package,) = Path(mirror, "registry.opentofu.org", below).iterdir()
        assert package.is_symlink()
        assert (package / "schema.json").is_file()
