"""The tests of every Terraform module pass.

Why: what a plan would create is known before anybody runs one: names, labels, a dashboard for every
file, and that each validation refuses what it is there for.

Passes: ``terraform test`` (or OpenTofu's) passes in every module that has ``tests/*.tftest.hcl``,
with ``mock_provider`` in the place of every provider. Nothing is asked of any network or cluster.

Fails: an assertion that does not hold, a validation that lets a bad value pass, a test that needs a
real provider; and infrastructure code without any test.

Fix: what the failing ``run`` says, in the module or in the test.

Ignore: never.
"""

from pathlib import PurePosixPath

from scaffold.amount import amount
from scaffold.artifacts.terraform import FOLDER
from scaffold.check import Findings, Level
from scaffold.errors import Skip
from scaffold.finding import Finding
from scaffold.live.workspace import open_workspace
from scaffold.repo import ServiceRepo

ID = "terraform-passes-tests"
LEVEL = Level.UNIT
TOOLS = ("terraform", "terraform-providers")
PACKAGES = ()

_ENDINGS = (".tftest.hcl", ".tofutest.hcl")


def find(repo: ServiceRepo) -> Findings:
    """Run the tests of every module that has some; see the module."""
    if not repo.terraform:
        raise Skip(f"no {FOLDER}")
    tested = _tested_modules(repo)
    if not tested:
        yield Finding(FOLDER, 0, "no module has tests", "add tests/*.tftest.hcl to one")
        return ""
    left_out, total = [], 0
    with open_workspace(repo.root, repo.files) as workspace:
        for folder in tested:
            if reason := workspace.prepare(folder):
                left_out.append(f"{folder}: {reason}")
                continue
            passed, wrong = workspace.test(folder)
            total += passed
            for one in wrong:
                yield Finding(one.path, one.line, one.message)
    if len(left_out) == len(tested):
        raise Skip("; ".join(left_out))
    judged = f"{total} runs in {amount(len(tested) - len(left_out), 'module')}"
    return "; ".join([judged, *(f"left out {each}" for each in left_out)])


def _tested_modules(repo: ServiceRepo) -> list[str]:
    """Folders of modules with a test file beside them or in ``tests``."""
    places = {str(PurePosixPath(path).parent) for path in repo.files if path.endswith(_ENDINGS)}
    folders = [module.folder for module in repo.terraform]
    return [folder for folder in folders if places & {folder, f"{folder}/tests"}]
