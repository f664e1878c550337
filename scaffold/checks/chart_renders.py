"""The chart renders with every values file.

Why: the values of one environment take a branch of the templates that no other takes; it must not
be taken for the first time in production.

Passes: ``helm template`` succeeds for every file in ``ci/``, and no two objects of one render have
the same name.

Fails: a template that fails, a value that the schema refuses, an object that is rendered twice.

Fix: go to the template and the line that Helm names.

Ignore: never.
"""

import re
from collections import Counter

from scaffold.artifacts.chart import FOLDER
from scaffold.artifacts.kubernetes import Object
from scaffold.check import Findings, Level
from scaffold.finding import Finding
from scaffold.repo import ServiceRepo

ID = "chart-renders"
LEVEL = Level.STATIC
TOOLS = ("helm",)
PACKAGES = ()

_PLACE = re.compile(r"[\w-]+/(?P<path>templates/[\w./-]+):(?P<line>\d+)")


def find(repo: ServiceRepo) -> Findings:
    """Render with every values file; see the module."""
    renders = repo.chart.renders
    errors: dict[str, list[str]] = {}
    for render in renders:
        if render.error:
            errors.setdefault(render.error, []).append(render.values_file)
        names = Counter(_identity(one) for one in render.objects)
        for one in render.objects:
            if names[_identity(one)] > 1:
                yield Finding(
                    *one.place("metadata", "name"),
                    f"{render.values_file}: {one.kind} {one.name} is rendered more than once",
                    "give each a name of its own",
                )
    if repo.chart.refuses_its_defaults:
        yield _failure(next(iter(errors)), [repo.chart.values.path])
        return ""
    for error, values_files in errors.items():
        everywhere = len(values_files) == len(renders)
        yield _failure(error, [repo.chart.values.path] if everywhere else values_files)
    return f"{len(renders)} values files, {sum(len(render.objects) for render in renders)} objects"


def _failure(error: str, values_files: list[str]) -> Finding:
    """One finding for one error: in the template it names, else in the values."""
    message = f"does not render with {', '.join(values_files)}: {error}"
    if place := _PLACE.search(error):
        return Finding(f"{FOLDER}/{place['path']}", int(place["line"]), message)
    return Finding(values_files[0], 0, message)


def _identity(one: Object) -> tuple[str, str, str]:
    return one.kind, one.namespace, one.name
