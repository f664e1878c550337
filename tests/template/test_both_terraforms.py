"""What Terraform says of the generated modules, OpenTofu says too."""

import os
import shutil
from pathlib import Path

import pytest

from scaffold import tool
from scaffold.checks import (
    terraform_is_formatted,
    terraform_passes_tests,
    terraform_validates,
)
from scaffold.commands.new import Wanted, create
from scaffold.repo import ServiceRepo
from scaffold.report import Outcome
from scaffold.runner import run_check
from scaffold.template import PLATFORM, SERVICE
from scaffold.toolbox import install

pytestmark = pytest.mark.conformance

CHECKS = (terraform_is_formatted, terraform_validates, terraform_passes_tests)
SLIPS = {
    "service": ("deploy/terraform/service/main.tf", "    name = var.namespace", "    nmae = 1"),
    "platform": (
        "deploy/terraform/platform/main.tf",
        "  dashboards_folder =",
        "  dashboard_folder =",
    ),
}


@pytest.fixture(scope="module")
def programs(tmp_path_factory) -> dict[str, Path]:
    """A folder for each that has it alone, so that it is the one that is found."""
    (terraform,) = install(["terraform"], print)
    if terraform.tool.name != "terraform":
        pytest.skip("there is no Terraform beside OpenTofu on this machine")
    (tofu,) = install(["tofu"], print)
    folders = {}
    for each in (terraform.tool, tofu.tool):
        folder = tmp_path_factory.mktemp(each.name)
        (folder / each.name).symlink_to(each.path.resolve())
        folders[each.name] = folder
    return folders


@pytest.fixture(params=["terraform", "tofu"])
def program(request, programs, monkeypatch) -> str:
    """One of the two, found where checks look for Terraform; git comes along."""
    git = Path(shutil.which("git") or "git").parent
    if not (git / "terraform").exists():
        monkeypatch.setenv("PATH", os.pathsep.join([str(programs[request.param]), str(git)]))
    assert tool.locate("terraform").name == request.param
    return request.param


@pytest.fixture(scope="module", params=[SERVICE, PLATFORM], ids=SLIPS.keys())
def rendered(request, tmp_path_factory) -> tuple[Path, tuple[str, str, str]]:
    """A service or a platform, and a slip for it."""
    root = tmp_path_factory.mktemp("rendered") / "orders"
    create(Wanted("orders", root, defaults=True, template=str(request.param), git=False))
    return root, SLIPS[request.param.name]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.ID)
def test_modules_please_both(check, program, rendered):
    """Not one of them is left out, and the report names which program judged."""
    row = run_check(check, ServiceRepo(rendered[0]))
    assert (row.outcome, row.findings, row.reason) == (Outcome.PASSED, (), "")
    assert "left out" not in row.evidence
    assert row.tools[0].split()[0] == program


def test_misspelt_argument_is_found_by_both(program, rendered, tmp_path, edit):  # noqa: ARG001
    """At its line."""
    root, (path, old, new) = rendered
    broken = Path(shutil.copytree(root, tmp_path / "orders"))
    line = edit(broken / path, old, new)
    row = run_check(terraform_validates, ServiceRepo(broken))
    assert (path, line) in {(finding.path, finding.line) for finding in row.findings}
