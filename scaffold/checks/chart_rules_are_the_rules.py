"""The chart ships exactly the Prometheus rules that are tested.

Why: the unit tests prove the files in ``observability/rules``. What pages is what the cluster
holds, and templating on the way there can change it (``{{ $labels }}`` is Helm's syntax too).

Passes: the groups of every rendered PrometheusRule are the groups of ``observability/rules``, and
``promtool`` accepts them as they come out of the chart.

Fails: a group that is missing, added or changed; a rule that promtool refuses; no values file that
renders any.

Fix: let the chart read the rule files as they are; mend a rule in ``observability/rules``, never in
the chart.

Ignore: never.
"""

from collections.abc import Iterator
from typing import Any

import yaml

from scaffold import tool
from scaffold.artifacts.chart import FOLDER
from scaffold.artifacts.document import read_document
from scaffold.artifacts.kubernetes import Object
from scaffold.check import Findings, Level
from scaffold.errors import Skip
from scaffold.finding import Finding
from scaffold.repo import ServiceRepo

ID = "chart-rules-are-the-rules"
LEVEL = Level.STATIC
TOOLS = ("helm", "promtool")
PACKAGES = ()

_RULES = "observability/rules"

Groups = dict[str, Any]
"""Rule groups by name."""


def find(repo: ServiceRepo) -> Findings:
    """Compare the rendered rules with the tested ones; see the module."""
    if not repo.chart.good_renders:
        raise Skip("the chart does not render, see chart-renders")
    wanted = _tested_groups(repo)
    shipped = 0
    for render in repo.chart.good_renders:
        rules = render.of_kind("PrometheusRule")
        groups = {
            group.get("name", ""): (group, one)
            for one in rules
            for group in one.get("spec", "groups") or []
        }
        if not rules:
            continue
        shipped += 1
        for name in sorted(wanted.keys() - groups.keys()):
            message = f"group {name} of {_RULES} is missing with {render.values_file}"
            yield Finding(*rules[0].place("spec", "groups"), message)
        for name, (group, one) in groups.items():
            if group != wanted.get(name):
                message = f"group {name} differs from {_RULES} with {render.values_file}"
                yield Finding(*one.place("spec", "groups"), message, "ship the files as they are")
        yield from _judge(repo, rules)
    if not shipped:
        yield Finding(f"{FOLDER}/templates", 0, "no values file in ci/ renders a PrometheusRule")
    rules_count = sum(len(group.get("rules") or []) for group in wanted.values())
    return f"{rules_count} rules in {shipped} renders"


def _tested_groups(repo: ServiceRepo) -> Groups:
    files = sorted((repo.root / _RULES).glob("*.yaml"))
    documents = [read_document(repo.root, f"{_RULES}/{file.name}") for file in files]
    return {
        group.get("name", ""): group
        for document in documents
        for group in document.data.get("groups") or []
    }


def _judge(repo: ServiceRepo, rules: list[Object]) -> Iterator[Finding]:
    for one in rules:
        text = yaml.safe_dump({"groups": one.get("spec", "groups")}, allow_unicode=True)
        done = tool.run("promtool", "check", "rules", cwd=repo.root, stdin=text)
        if done.code:
            said = (done.stdout + done.stderr).strip()
            yield Finding(
                *one.place("spec", "groups"), f"promtool refuses what is rendered: {said}"
            )
