"""Every GitHub workflow passes actionlint.

Why: a workflow is a program that only runs on somebody else's machine; a misspelt expression is
found on release day.

Passes: actionlint has nothing to say: syntax, expressions, contexts, runner labels, and shellcheck
on every ``run``.

Fails: whatever it reports.

Fix: go to the line that it names.

Ignore: in ``.github/actionlint.yaml``, with the reason.
"""

import json

from scaffold import tool
from scaffold.amount import amount
from scaffold.artifacts.workflows import at_top
from scaffold.check import Findings, Level
from scaffold.errors import Skip
from scaffold.finding import Finding
from scaffold.repo import ServiceRepo

ID = "workflows-lint"
LEVEL = Level.STATIC
TOOLS = ("actionlint", "shellcheck")
PACKAGES = ()


def find(repo: ServiceRepo) -> Findings:
    """Lint every workflow; see the module."""
    workflows = [workflow for workflow in repo.workflows if not workflow.is_action]
    if not workflows:
        raise Skip("no .github/workflows")
    with at_top(repo.root) as top:
        done = tool.run(
            "actionlint",
            *("-shellcheck", tool.locate("shellcheck").path, "-pyflakes", ""),
            *("-format", "{{json .}}"),
            *(workflow.path for workflow in workflows),
            cwd=top,
        )
    rows = json.loads(done.stdout) if done.stdout.startswith("[") else []
    if not rows:
        done.succeeded()
    for row in rows:
        yield Finding(row["filepath"], row["line"], f"{row['message']} [{row['kind']}]")
    jobs = sum(len(workflow.jobs) for workflow in workflows)
    return f"{jobs} jobs in {amount(len(workflows), 'workflow')}"
