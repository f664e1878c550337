"""Every file of structured text parses.

Why: a file that does not parse is found when somebody needs it: the deployment stops at a chart's
values, an alert never loads. A key that stands twice is worse, because the parser takes the last
one and says nothing.

Passes: every YAML, JSON, TOML and HCL file is UTF-8, parses and names each key once, and every link
leads somewhere. Helm's templates are left to the checks of the chart, and what git ignores is left
out.

Fails: a syntax error, a key that stands twice in one mapping, a file that is no UTF-8, a link
without a target.

Fix: go to the line; most often an indentation, a missing quote or the rest of a merge.

Ignore: never.
"""

import json
import tomllib
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import Any

import yaml

from scaffold.artifacts.files import is_chart_template, read_text
from scaffold.artifacts.terraform import parse_hcl
from scaffold.check import Findings, Level
from scaffold.errors import ScaffoldError
from scaffold.finding import Finding
from scaffold.repo import ServiceRepo

ID = "files-parse"
LEVEL = Level.STATIC
TOOLS = ()
PACKAGES = ("pyyaml", "python-hcl2")

_KEEPS_LAST = "the parser keeps only the last one: remove the other"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def find(repo: ServiceRepo) -> Findings:
    """Parse every file; see the module."""
    judged = 0
    for path in repo.files:
        link = repo.root / path
        if link.is_symlink():
            if not link.exists():
                yield Finding(path, 0, "is a link to a file that is not there", "mend the link")
            continue
        judge = _JUDGES.get(PurePosixPath(path).suffix)
        try:
            text = read_text(repo.root, path)
        except UnicodeDecodeError as error:
            yield Finding(path, 0, f"is no UTF-8: {error.reason}", "save it as UTF-8")
            continue
        if judge and text is not None and not is_chart_template(path):
            judged += 1
            yield from judge(text, path)
    return f"{judged} files parse"


def _yaml(text: str, path: str) -> Iterator[Finding]:
    try:
        for node in yaml.compose_all(text, _LOADER):
            yield from _repeated_keys(node, path)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        said = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
        yield Finding(path, mark.line + 1 if mark else 0, f"is no YAML: {said}")


def _repeated_keys(node: yaml.Node | None, path: str) -> Iterator[Finding]:
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _repeated_keys(item, path)
    if isinstance(node, yaml.MappingNode):
        seen: dict[str, int] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            if isinstance(key, yaml.ScalarNode) and key.value != "<<":
                if key.value in seen:
                    yield Finding(
                        path,
                        line,
                        f"names {key.value!r} again, first on line {seen[key.value]}",
                        _KEEPS_LAST,
                    )
                seen.setdefault(key.value, line)
            yield from _repeated_keys(value, path)


def _json(text: str, path: str) -> Iterator[Finding]:
    repeated: list[str] = []

    def collect(pairs: list[tuple[str, Any]]) -> None:
        keys = [key for key, _ in pairs]
        repeated.extend(sorted({key for key in keys if keys.count(key) > 1}))

    try:
        json.loads(text, object_pairs_hook=collect)
    except json.JSONDecodeError as error:
        yield Finding(path, error.lineno, f"is no JSON: {error.msg}")
    for key in repeated:
        rows = [row for row, line in enumerate(text.splitlines(), 1) if f'"{key}"' in line]
        yield Finding(path, rows[-1], f"names {key!r} again in one mapping", _KEEPS_LAST)


def _toml(text: str, path: str) -> Iterator[Finding]:
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        said, _, place = str(error).partition(" (at line ")
        line = place.partition(",")[0]
        yield Finding(path, int(line) if line.isdigit() else 0, f"is no TOML: {said}")


def _hcl(text: str, path: str) -> Iterator[Finding]:
    try:
        parse_hcl(text, path)
    except ScaffoldError as error:
        place, _, said = str(error).partition(": ")
        yield Finding(path, int(place.rpartition(":")[2]), f"is no HCL: {said}")


_JUDGES: dict[str, Callable[[str, str], Iterator[Finding]]] = {
    ".yaml": _yaml,
    ".yml": _yaml,
    ".json": _json,
    ".toml": _toml,
    ".tf": _hcl,
    ".tfvars": _hcl,
    ".tfbackend": _hcl,
    ".hcl": _hcl,
}
