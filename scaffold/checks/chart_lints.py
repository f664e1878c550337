"""The chart passes Helm's strict lint.

Why: a chart that Helm only just accepts today is refused in the middle of a rollback tomorrow.

Passes: ``helm lint --strict`` says nothing above INFO, with every values file in ``ci/``.

Fails: whatever it reports as a warning or an error.

Fix: go to the line that it names.

Ignore: never.
"""

import re

from scaffold import tool
from scaffold.artifacts.chart import FOLDER
from scaffold.check import Findings, Level
from scaffold.errors import Skip
from scaffold.finding import Finding
from scaffold.repo import ServiceRepo

ID = "chart-lints"
LEVEL = Level.STATIC
TOOLS = ("helm",)
PACKAGES = ()

_ROW = re.compile(r"^\[(?:WARNING|ERROR)\] (?P<path>[^\s:]*): (?P<message>.*)$", re.MULTILINE)
_PLACE = re.compile(r"(?P<path>(?:templates/|Chart|values)[\w./-]*):(?P<line>\d+)")


def find(repo: ServiceRepo) -> Findings:
    """Lint with every values file; see the module."""
    if repo.chart.refuses_its_defaults:
        raise Skip("the schema refuses the default values, see chart-values-refuse-typos")
    for values_file in repo.chart.values_files:
        words = ("lint", FOLDER, "--strict", "--quiet", "--values", values_file)
        done = tool.run("helm", *words, cwd=repo.root)
        if done.code:
            said = done.stdout + done.stderr
            rows = list(_ROW.finditer(said))
            for row in rows:
                yield _finding(row["path"], row["message"], values_file)
            if not rows:
                yield Finding(values_file, 0, f"{' '.join(done.command)} failed: {said.strip()}")
    return f"{len(repo.chart.values_files)} values files"


def _finding(path: str, message: str, values_file: str) -> Finding:
    if place := _PLACE.search(message):
        return Finding(f"{FOLDER}/{place['path']}", int(place["line"]), message)
    if path in ("values.yaml", ""):
        return Finding(values_file, 0, message)
    return Finding(f"{FOLDER}/{path}".rstrip("/"), 0, message)
