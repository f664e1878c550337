"""Actions are pinned to commits, jobs have the least permissions.

Why: a tag can be moved. Whoever takes over an action that is named by tag runs in the release with
the token that publishes the image.

Passes: each ``uses`` names a full commit SHA with the version as a comment behind it; each workflow
states its ``permissions`` and grants no write to all jobs; and zizmor, offline, finds no other
weakness.

Fails: a tag or branch, a comment that is missing, missing or wide permissions, whatever zizmor
reports.

Fix: Renovate pins actions and keeps pin and comment together; permissions belong to the job that
needs them.

Ignore: one finding of zizmor on one line, with its own comment and the reason.
"""

import json
import re
from collections.abc import Iterator

from scaffold import tool
from scaffold.artifacts.workflows import Workflow, at_top
from scaffold.check import Findings, Level
from scaffold.errors import Skip
from scaffold.finding import Finding
from scaffold.repo import ServiceRepo

ID = "actions-are-pinned"
LEVEL = Level.STATIC
TOOLS = ("zizmor",)
PACKAGES = ()

_COMMIT = re.compile(r"[0-9a-f]{40}")
_VERSION = re.compile(r"v?\d+(\.\d+)*\b")
_SAID_HERE = ("unpinned-uses", "excessive-permissions")
"""Audits of zizmor that the findings of this check cover."""


def find(repo: ServiceRepo) -> Findings:
    """Judge every workflow and action; see the module."""
    if not repo.workflows:
        raise Skip("no .github/workflows")
    for workflow in repo.workflows:
        yield from _judge_uses(workflow)
        if not workflow.is_action:
            yield from _judge_permissions(workflow)
    yield from _ask_zizmor(repo)
    uses = sum(bool(use.reference) for workflow in repo.workflows for use in workflow.uses)
    return f"{uses} uses in {len(repo.workflows)} files"


def _judge_uses(workflow: Workflow) -> Iterator[Finding]:
    for use in workflow.uses:
        if use.name.startswith("./"):
            continue
        if use.name.startswith("docker://"):
            if not use.reference.startswith("sha256:"):
                yield Finding(
                    workflow.path, use.line, f"{use.name} has no digest", "add @sha256:..."
                )
        elif not _COMMIT.fullmatch(use.reference):
            message = f"{use.name} is pinned to {use.reference or 'nothing'}, which can be moved"
            hint = "name the full SHA of the commit, with the version as a comment"
            yield Finding(workflow.path, use.line, message, hint)
        elif not _VERSION.match(use.comment):
            message = f"{use.name} does not say which version its commit is"
            yield Finding(workflow.path, use.line, message, "add the version as a comment")


def _judge_permissions(workflow: Workflow) -> Iterator[Finding]:
    data, document = workflow.document.data, workflow.document
    if "permissions" not in data:
        yield Finding(
            workflow.path, 1, "states no permissions", "add permissions: {contents: read}"
        )
    for keys, granted in _granted(workflow):
        line = document.line(*keys, "permissions")
        if granted == "write-all":
            yield Finding(workflow.path, line, "grants every permission", "name the ones it needs")
        elif not keys and isinstance(granted, dict) and "write" in granted.values():
            message = "grants a write permission to every job"
            yield Finding(workflow.path, line, message, "grant it to the job that needs it")


def _granted(workflow: Workflow) -> Iterator[tuple[tuple[str, ...], object]]:
    yield (), workflow.document.data.get("permissions")
    for name, job in workflow.jobs.items():
        yield ("jobs", name), job.get("permissions")


def _ask_zizmor(repo: ServiceRepo) -> Iterator[Finding]:
    words = ("--offline", "--no-progress", "--format", "json", "--no-exit-codes")
    with at_top(repo.root) as top:
        done = tool.run("zizmor", *words, ".github", cwd=top)
    for row in json.loads(done.succeeded().stdout):
        places = [one for one in row["locations"] if one["symbolic"]["kind"] == "Primary"]
        if row["ident"] in _SAID_HERE or row["ignored"] or not places:
            continue
        path = places[0]["symbolic"]["key"]["Local"]["verbatim_path"].removeprefix("./")
        line = places[0]["concrete"]["location"]["start_point"]["row"] + 1
        message = f"{row['desc']}: {places[0]['symbolic']['annotation']} [{row['ident']}]"
        yield Finding(path, line, message, row["url"])
