"""The platform template: what it renders is proven by the checks of a service, and by more."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from scaffold import tool
from scaffold.answers import ANSWERS_FILE
from scaffold.checks import (
    CHECKS,
    PLATFORM_CHECKS,
    rules_pass_their_tests,
    terraform_passes_tests,
    terraform_validates,
)
from scaffold.commands.new import Wanted, create
from scaffold.commands.verify import verify
from scaffold.errors import Exit, UsageError
from scaffold.repo import ServiceRepo
from scaffold.report import Outcome
from scaffold.runner import run_check
from scaffold.template import PLATFORM

ENVIRONMENTS = ("dev", "staging", "prod")
RULES = "observability/rules/platform.yaml"
MATRIX = {
    "defaults": (),
    "no-teams": ("teams=[]",),
    "two-teams": ("teams=[shop, pay-ments]", "team=sre"),
    "sizes": ("metrics_retention_days=7", "metrics_storage_gib=20", "logs_retention_days=1"),
}


def make(root: Path, *answers: str) -> Path:
    create(
        Wanted("obs", root, data=answers, defaults=True, template=str(PLATFORM), git=False),
    )
    return root


@pytest.fixture(scope="session")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A platform repository with two teams. Never write to it."""
    return make(tmp_path_factory.mktemp("platform") / "obs", *MATRIX["two-teams"])


@pytest.fixture
def altered(platform, tmp_path) -> Path:
    """A copy of it, to break one thing in."""
    return Path(shutil.copytree(platform, tmp_path / "obs"))


@pytest.mark.parametrize(
    ("answer", "word"),
    [
        ("teams=shop", "must be a list"),
        ("teams=[Shop]", "item 1"),
        ("teams=[shop, shop]", "must differ"),
        ("teams=[platform]", "not the platform's own team"),
        ("teams=[on]", "item 1"),
        ("domain=localhost", "at least one dot"),
        ("region=Frankfurt", "must be a region"),
        ("bucket_prefix=Acme", "lower-case"),
        ("metrics_retention_days=1", "between 2 and 400"),
        ("metrics_storage_gib=5", "between 20 and 16000"),
        ("traces_retention_days=365", "between 1 and 90"),
        ("ingress_class=null", "YAML word"),
    ],
)
def test_answer_that_would_not_work_is_refused(tmp_path, answer, word):
    """Before a file is written."""
    with pytest.raises(UsageError, match=re.escape(word)):
        make(tmp_path / "obs", answer)
    assert not (tmp_path / "obs").exists()


@pytest.mark.parametrize("answers", MATRIX.values(), ids=MATRIX.keys())
def test_copier_renders_the_same(answers, copie, tmp_path):
    """A team may leave scaffold and go on with copier alone."""
    root = make(tmp_path / "ours", *answers)
    typed = {"name": "obs"} | {
        key: yaml.safe_load(text) for key, _, text in (each.partition("=") for each in answers)
    }
    result = copie.copy(extra_answers=typed, template_dir=PLATFORM)
    assert result.exception is None
    for path in sorted(root.rglob("*")):
        if path.is_file() and path.name != ANSWERS_FILE:
            theirs = result.project_dir / path.relative_to(root)
            assert path.read_bytes() == theirs.read_bytes(), path


def test_verify_proves_a_platform(platform):
    """With the checks of a service that ask for nothing only a service has."""
    report = verify(platform, strict=True)
    assert [(row.check, row.findings) for row in report.rows if row.findings or row.reason] == []
    assert [row.check for row in report.rows] == [check.ID for check in PLATFORM_CHECKS]
    assert report.exit_code is Exit.OK


def test_check_that_only_a_service_passes_is_not_put_to_a_platform(platform):
    """Asked for by name, it is said which ones are."""
    with pytest.raises(UsageError, match="no such check: chart-renders; there are files-parse"):
        verify(platform, only=("chart-renders",))


def test_checks_of_a_platform_are_checks():
    """In the order of all of them."""
    assert [check for check in CHECKS if check in PLATFORM_CHECKS] == list(PLATFORM_CHECKS)


@pytest.mark.parametrize("answers", MATRIX.values(), ids=MATRIX.keys())
def test_terraform_tests_pass(answers, tmp_path):
    """Names, labels, dashboards, secrets and each validation, in all three modules."""
    row = run_check(terraform_passes_tests, ServiceRepo(make(tmp_path / "obs", *answers)))
    assert (row.outcome, row.findings) == (Outcome.PASSED, ())
    assert row.evidence == "30 runs in 3 modules"


@pytest.mark.parametrize(
    ("module", "path", "old", "new", "said"),
    [
        (
            "release",
            "main.tf",
            "atomic          = true",
            "atomic          = false",
            "left half-done",
        ),
        ("release", "main.tf", "values = var.values", "values = reverse(var.values)", "the order"),
        ("grafana", "main.tf", '"*.json"', '"nothing"', "Not every file"),
        ("grafana", "variables.tf", "  sensitive   = true\n", "", "show the address"),
        ("grafana", "main.tf", '"$$", "$")', '"$$", "$$")', "does not arrive as one"),
    ],
)
def test_break_of_a_module_is_found_by_its_tests(altered, module, path, old, new, said, edit):
    """A plan that changed its meaning does not pass."""
    folder = altered / "deploy/terraform"
    edit(folder / f"modules/{module}/{path}", old, new)
    for tests in folder.rglob("*.tftest.hcl"):
        if module not in tests.parts:
            tests.unlink()
    row = run_check(terraform_passes_tests, ServiceRepo(altered))
    assert row.outcome is Outcome.FAILED
    assert any(said in finding.message for finding in row.findings)


def test_break_of_the_stage_is_found_where_it_stands(altered, edit):
    """By Terraform itself, in the call of a module."""
    path = "deploy/terraform/platform/main.tf"
    line = edit(altered / path, "  dashboards_folder = ", "  dashboard_folder  = ")
    row = run_check(terraform_validates, ServiceRepo(altered))
    assert (path, line) in {(finding.path, finding.line) for finding in row.findings}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("for: 10m", "for: 30m"),
        ('statefulset=~"prometheus-.+"', 'statefulset=~".+"'),
        (") > 0.1", ") > 0.5"),
        (") < 1\n", ") < 0\n"),
        ("[15m]", "[1h]"),
        ('statefulset=~"loki|tempo"', 'statefulset=~"tempo"'),
        ("vector(1)", "vector(0) > 1"),
        ("  min by (namespace, job) (", "  max by (namespace, job) ("),
        ("send_failed_spans", "sent_spans"),
    ],
)
def test_mutation_of_a_rule_breaks_a_test(altered, old, new):
    """A threshold, a selector, a window, an aggregation."""
    path = altered / RULES
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
    row = run_check(rules_pass_their_tests, ServiceRepo(altered))
    assert row.outcome is Outcome.FAILED


@pytest.mark.parametrize(
    ("labels", "receiver"),
    [
        ("alertname=Watchdog severity=none", "watchdog"),
        ("alertname=Watchdog severity=none team=shop", "watchdog"),
        ("alertname=X severity=none team=shop", "null"),
        ("alertname=X severity=critical team=shop", "shop-pager"),
        ("alertname=X severity=warning team=shop", "shop-tickets"),
        ("alertname=X severity=info team=pay-ments", "pay-ments-tickets"),
        ("alertname=X severity=critical team=nobody", "sre-pager"),
        ("alertname=X severity=critical", "sre-pager"),
        ("alertname=PrometheusDown severity=critical team=sre", "sre-pager"),
        ("alertname=X severity=warning team=nobody", "sre-tickets"),
        ("alertname=X", "sre-tickets"),
    ],
)
def test_alert_reaches_one_receiver(platform, labels, receiver):
    """Its team's, and the platform's when its team has none; nothing is lost."""
    done = tool.run(
        "amtool",
        *("config", "routes", "test", "--config.file=observability/alertmanager/alertmanager.yaml"),
        *labels.split(),
        cwd=platform,
    )
    assert done.stdout.split() == [receiver]


def test_versions_stand_in_one_place(platform):
    """A chart is raised by changing one line."""
    locked = yaml.safe_load((platform / "deploy/charts.yaml").read_text())
    versions = [chart["version"] for chart in locked["charts"].values()]
    places = {
        path.relative_to(platform).as_posix()
        for path in platform.rglob("*")
        if path.is_file() and any(version in path.read_text() for version in versions)
    }
    assert places == {"deploy/charts.yaml"}


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_every_release_has_its_values(platform, environment):
    """One file for all environments and one for each, and no file that nothing reads."""
    releases = yaml.safe_load((platform / "deploy/charts.yaml").read_text())["releases"]
    wanted = sorted(f"{name}.yaml" for name in releases)
    folder = platform / "deploy/environments" / environment
    assert sorted(path.name for path in folder.iterdir()) == wanted
    shared = platform / "deploy/values"
    assert sorted(path.name for path in shared.glob("*.yaml")) == wanted


def test_values_of_an_environment_repeat_nothing(platform):
    """What is the same everywhere stands in deploy/values alone."""

    def leaves(node, place=()):
        if not isinstance(node, dict):
            return {place: node}
        return {k: v for key, each in node.items() for k, v in leaves(each, (*place, key)).items()}

    for path in sorted((platform / "deploy/values").glob("*.yaml")):
        shared = leaves(yaml.safe_load(path.read_text()))
        for environment in ENVIRONMENTS:
            file = platform / "deploy/environments" / environment / path.name
            own = leaves(yaml.safe_load(file.read_text()))
            same = [place for place, value in own.items() if shared.get(place) == value]
            assert same == [], file


def test_files_of_the_other_way_exist(platform):
    """What helmfile reads is what Terraform reads."""
    values = platform / "deploy/values"
    text = (values / "without-terraform.yaml.gotmpl").read_text()
    named = {(values / name).resolve() for name in re.findall(r'readFile "([^"]+)"', text)}
    assert {path.relative_to(platform.resolve()).as_posix() for path in named} == {
        "observability/alertmanager/alertmanager.yaml",
        RULES,
        "observability/grafana/datasources.yaml",
        "observability/dashboards/telemetry.json",
    }
    assert all(path.is_file() for path in named)


def test_picture_of_the_plan_is_the_plan(altered, tmp_path, monkeypatch):
    """Drawing it anew changes nothing."""
    settings = tmp_path / "settings.tfrc"
    mirror = tool.locate("terraform-providers").path
    settings.write_text(
        f'provider_installation {{\n  filesystem_mirror {{\n    path = "{mirror}"\n  }}\n}}\n'
    )
    monkeypatch.setenv("TF_CLI_CONFIG_FILE", str(settings))
    monkeypatch.setenv("TERRAFORM", str(tool.locate("terraform").path))
    drawn = (altered / "docs/plan.md").read_text()
    subprocess.run(["sh", "deploy/terraform/draw-plan.sh"], cwd=altered, check=True)
    assert (altered / "docs/plan.md").read_text() == drawn
    assert "kube_prometheus_stack" in drawn
