"""The stack without Terraform: helmfile hands to Helm what Terraform does.

Charts of the same names and versions stand in for those of the stack: each says what it was given.
"""

import json
import os
import re
import shutil
import threading
from collections.abc import Iterator, Mapping
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml

from scaffold import tool
from scaffold.commands.new import Wanted, create
from scaffold.template import PLATFORM
from scaffold.toolbox import install

pytestmark = pytest.mark.conformance

ENVIRONMENTS = ("dev", "staging", "prod")
STACK = "kube-prometheus-stack"
ALL = {STACK, "loki", "tempo", "otel-collector", "otel-agent", "argo-rollouts"}
STAGE = "deploy/terraform/platform"
SAYS = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: {{ .Release.Name }}, namespace: {{ .Release.Namespace }}}
data:
  chart: {{ .Chart.Name }} {{ .Chart.Version }}
  values: {{ toJson .Values | quote }}
"""
LABELS = (  # where each chart takes labels for all that it creates; helmfile sets none
    *("commonLabels", "additionalLabels"),
    *("global.commonLabels", "controller.podLabels"),
)
GRAFANA = (  # what Terraform creates through Grafana's own API
    *("grafana.additionalDataSources", "grafana.dashboardProviders", "grafana.dashboards"),
)

Given = dict[str, tuple[str, str, dict[str, Any]]]
"""Namespace, chart with version, values: by release."""


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and says nothing of it."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def platform(tmp_path_factory) -> Path:
    """A platform repository. Never write to it."""
    root = tmp_path_factory.mktemp("platform") / "obs"
    create(Wanted("obs", root, defaults=True, template=str(PLATFORM), git=False))
    return root


@pytest.fixture(scope="module")
def charts(platform, tmp_path_factory) -> Path:
    """Packages of stand-ins for all charts, as a repository of Helm's."""
    install(["helm", "helmfile"], print)
    folder, served = tmp_path_factory.mktemp("charts"), tmp_path_factory.mktemp("served")
    for name, locked in _locked(platform)["charts"].items():
        chart = {"apiVersion": "v2", "name": name, "version": locked["version"]}
        (folder / name / "templates").mkdir(parents=True)
        (folder / name / "Chart.yaml").write_text(yaml.safe_dump(chart))
        (folder / name / "templates/says.yaml").write_text(SAYS)
        tool.run("helm", "package", folder / name, "-d", served, cwd=folder).succeeded()
    tool.run("helm", "repo", "index", served, cwd=folder).succeeded()
    return served


@pytest.fixture
def at_repository(charts, tmp_path, monkeypatch) -> Iterator[str]:
    """Where the stand-ins are served; Helm keeps what it remembers apart from the user's."""
    for kind in ("CACHE", "CONFIG", "DATA"):
        monkeypatch.setenv(f"HELM_{kind}_HOME", str(tmp_path / kind))
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(charts)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_helmfile_hands_over_what_terraform_does(
    environment, platform, charts, at_repository, tmp_path
):
    """Namespace, chart, version and values; labels and what Grafana is told itself come apart."""
    copy = Path(shutil.copytree(platform, tmp_path / "obs"))
    by_terraform = _by_terraform(copy, environment, charts)
    by_helmfile = _by_helmfile(copy, environment, at_repository)
    assert by_terraform.keys() == _locked(platform)["releases"].keys()
    assert _different(by_terraform, by_helmfile) == set()
    assert [name for name, given in by_terraform.items() if given == _less(given, LABELS)] == []
    stack = by_helmfile[STACK]
    assert stack != _less(stack, GRAFANA)


@pytest.mark.parametrize(
    ("file", "old", "new", "names"),
    [
        ("helmfile.yaml.gotmpl", "      - values/{{ $name }}.yaml\n", "", ALL),
        ("helmfile.yaml.gotmpl", "$.Environment.Name", '"dev"', ALL),
        ("helmfile.yaml.gotmpl", "{{ $release.namespace }}", "monitoring", {"argo-rollouts"}),
        ("values/without-terraform.yaml.gotmpl", "  own:\n", "  mine:\n", {STACK}),
    ],
)
def test_break_of_the_helmfile_is_seen(
    platform, charts, at_repository, tmp_path, edit, file, old, new, names
):
    """In each release that it reaches."""
    copy = Path(shutil.copytree(platform, tmp_path / "obs"))
    by_terraform = _by_terraform(copy, "prod", charts)
    edit(copy / "deploy" / file, old, new)
    assert _different(by_terraform, _by_helmfile(copy, "prod", at_repository)) == names


def _different(by_terraform: Given, by_helmfile: Given) -> set[str]:
    """Releases that are not the same, or not there."""
    return {
        name
        for name in by_terraform | by_helmfile
        if name not in by_terraform
        or name not in by_helmfile
        or _less(by_helmfile[name], GRAFANA) != _less(by_terraform[name], LABELS)
    }


def _by_helmfile(root: Path, environment: str, repository: str) -> Given:
    locked = root / "deploy/charts.yaml"
    text = locked.read_text()
    locked.write_text(re.sub(r"repository: \S+", f"repository: {repository}", text))
    words = ("--helm-binary", tool.locate("helm").path, "--environment", environment, "template")
    return _given(tool.run("helmfile", *words, cwd=root / "deploy").succeeded().stdout)


def _by_terraform(root: Path, environment: str, charts: Path) -> Given:
    """What it plans to release, merged by Helm."""
    given = {}
    for number, release in enumerate(_planned(root, environment)):
        chart = charts / f"{release['chart']}-{release['version']}.tgz"
        words = ["template", release["name"], chart, "--namespace", release["namespace"]]
        for place, values in enumerate(release["values"]):
            file = root / f"{number}-{place}.yaml"
            file.write_text(values)
            words += ["--values", file]
        given |= _given(tool.run("helm", *words, cwd=root).succeeded().stdout)
    return given


def _planned(root: Path, environment: str) -> list[dict[str, Any]]:
    """Every ``helm_release`` that the platform's own tests plan, in another environment."""
    tests = root / STAGE / "tests"
    head, _, _ = (tests / "platform.tftest.hcl").read_text().partition("\nrun ")
    told = re.sub(r'environment( +)= "prod"', rf'environment\1= "{environment}"', head)
    for path in tests.iterdir():
        path.unlink()
    (tests / "plan.tftest.hcl").write_text(f'{told}\nrun "plan" {{\n  command = plan\n}}\n')
    settings = root / "settings.tfrc"
    mirror = tool.locate("terraform-providers").path
    settings.write_text(
        f'provider_installation {{\n  filesystem_mirror {{\n    path = "{mirror}"\n  }}\n}}\n'
    )
    run = partial(
        tool.run,
        "terraform",
        cwd=root / STAGE,
        environment={**os.environ, "TF_CLI_CONFIG_FILE": str(settings)},
    )
    run("init", "-backend=false").succeeded()
    done = run("test", "-json", "-verbose").succeeded()
    said = [json.loads(line) for line in done.stdout.splitlines()]
    (plan,) = (each["test_plan"] for each in said if "test_plan" in each)
    changes = [one for one in plan["resource_changes"] if one["type"] == "helm_release"]
    return [one["change"]["after"] for one in changes]


def _given(manifests: str) -> Given:
    """What the stand-ins say, by release."""
    given = {}
    for said in filter(None, yaml.safe_load_all(manifests)):
        place, data = said["metadata"], said["data"]
        given[place["name"]] = (place["namespace"], data["chart"], json.loads(data["values"]))
    return given


def _less(given: tuple[str, str, dict[str, Any]], paths: tuple[str, ...]) -> Any:
    """The same without the values at these paths, and without maps that are then empty."""
    namespace, chart, values = given
    return namespace, chart, _pruned(values, paths)


def _pruned(values: Mapping[str, Any], paths: tuple[str, ...], place: str = "") -> dict[str, Any]:
    kept = {}
    for key, value in values.items():
        path = f"{place}{key}"
        if path in paths:
            continue
        kept[key] = _pruned(value, paths, f"{path}.") if isinstance(value, dict) else value
        if kept[key] == {} != value:
            del kept[key]
    return kept


def _locked(root: Path) -> dict[str, Any]:
    return yaml.safe_load((root / "deploy/charts.yaml").read_text())
