"""Prometheus loads every rule file.

Why: one rule that does not load takes its whole file with it. Prometheus keeps the old rules and
says so only in its log, so the alert that was meant to wake somebody is simply not there.

Passes: ``promtool check rules`` with every lint accepts each file: fields, PromQL, templates of
annotations, no rule that stands twice.

Fails: whatever promtool refuses, at the line that it names.

Fix: go to the line. A rule that stands twice is a copy whose name was not changed.

Ignore: never.
"""

import re
from collections.abc import Iterator

from scaffold import tool
from scaffold.amount import amount
from scaffold.artifacts.rules import FOLDER, rule_files
from scaffold.check import Findings, Level
from scaffold.errors import Skip
from scaffold.finding import Finding
from scaffold.repo import ServiceRepo

ID = "rules-are-valid"
LEVEL = Level.STATIC
TOOLS = ("promtool",)
PACKAGES = ()

_NOISE = re.compile(r"^(Checking |time=|\s*(FAILED|SUCCESS))")
_LINE = re.compile(r"^(?:yaml: )?(?:line )?(?P<line>\d+)(?::\d+)?: ")
_RULE = re.compile(r'group "(?P<group>[^"]*)", rule (?P<number>\d+)')


def find(repo: ServiceRepo) -> Findings:
    """Have promtool check each file; see the module."""
    paths = rule_files(repo.files)
    if not paths:
        raise Skip(f"{FOLDER} holds no rules")
    for path in paths:
        command = ("check", "rules", "--lint=all", "--lint-fatal", path)
        done = tool.run("promtool", *command, cwd=repo.root)
        if done.code:
            yield from _failures(repo, path, done.stdout + done.stderr)
    return f"{len(repo.rules)} rules in {amount(len(paths), 'file')}"


def _failures(repo: ServiceRepo, path: str, output: str) -> Iterator[Finding]:
    """One finding for each message; lines without a place of their own belong to the one before."""
    said: list[str] = []
    for row in output.splitlines():
        if _NOISE.match(row) or not row.strip():
            continue
        if row.startswith((f"{path}: ", "lint error")) or not said:
            said.append(row.removeprefix(f"{path}: "))
        else:
            said[-1] += f"\n{row}"
    for message in dict.fromkeys(said):
        line = _line(repo, path, message)
        yield Finding(path, line, f"promtool refuses it: {_LINE.sub('', message)}")


def _line(repo: ServiceRepo, path: str, message: str) -> int:
    if found := _LINE.match(message):
        return int(found["line"])
    if found := re.search(r"\n\s+line (\d+): ", message):
        return int(found[1])
    if found := _RULE.search(message):
        same = [one for one in repo.rules if one.place()[0] == path and one.group == found["group"]]
        return same[int(found["number"]) - 1].place()[1]
    if found := re.search(r"Metric: (\S+)", message):
        same = [one for one in repo.rules if one.place()[0] == path and one.name == found[1]]
        return same[-1].place()[1] if same else 0
    return 0
