"""What a language's own build file says: the language, the name, the description."""

import json
import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scaffold.artifacts.document import dig
from scaffold.clues.clue import Clue, label, place_of


@dataclass(frozen=True)
class _Signs:
    """How a language is recognised.

    Attributes:
        manifests: files of which one must stand at the top.
        suffixes: of its source files.
        framework: what a manifest or a source file of a web service holds.
    """

    manifests: tuple[str, ...]
    suffixes: tuple[str, ...]
    framework: re.Pattern[str]


_SIGNS = {
    "python": _Signs(
        ("pyproject.toml", "requirements.txt", "setup.py", "setup.cfg", "Pipfile"),
        (".py",),
        re.compile(r"\b(fastapi|starlette|litestar|flask|django|aiohttp)\b", re.IGNORECASE),
    ),
    "go": _Signs(
        ("go.mod",),
        (".go",),
        re.compile(r'"net/http"|gin-gonic/gin|labstack/echo|go-chi/chi|gofiber/fiber'),
    ),
    "typescript": _Signs(
        ("package.json",),
        (".ts", ".mts", ".js", ".mjs", ".cjs"),
        re.compile(r'"(fastify|express|koa|hono|@nestjs/core|@hapi/hapi)"'),
    ),
}
_SOURCES_READ = 200


def language_clues(root: Path, files: tuple[str, ...]) -> Iterator[Clue]:
    """Languages whose build file stands at the top: a web service's first, then by its files."""
    found = []
    for language, signs in _SIGNS.items():
        manifest = next((name for name in signs.manifests if name in files), None)
        if manifest:
            sources = [path for path in files if path.endswith(signs.suffixes)]
            read = (manifest, *sources[:_SOURCES_READ])
            serves = any(signs.framework.search(_text(root, path)) for path in read)
            found.append((serves, len(sources), Clue("language", language, manifest)))
    for _, _, clue in sorted(found, key=lambda one: one[:2], reverse=True):
        yield clue


def manifest_clues(
    root: Path, files: tuple[str, ...], languages: tuple[str, ...]
) -> Iterator[Clue]:
    """Names and descriptions; the catalogue entry's first, then by language."""
    catalogue = ("catalog-info.yaml", _read_catalogue)
    for path, read in (catalogue, *(_MANIFESTS[language] for language in languages)):
        if path in files:
            yield from read(path, _text(root, path))


def _read_catalogue(path: str, text: str) -> Iterator[Clue]:
    import yaml  # noqa: PLC0415 - most repositories have none

    try:
        entity = next(iter(yaml.safe_load_all(text)), None)
    except yaml.YAMLError:
        return
    yield from _said(path, text, "name", dig(entity, "metadata", "name"))
    yield from _said(path, text, "description", dig(entity, "metadata", "description"))
    owner = str(dig(entity, "spec", "owner") or "").rpartition("/")[2].rpartition(":")[2]
    yield from _said(path, text, "team", owner, key="owner")


def _read_pyproject(path: str, text: str) -> Iterator[Clue]:
    try:
        project = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    for table in (dig(project, "project"), dig(project, "tool", "poetry")):
        for key in ("name", "description"):
            yield from _said(path, text, key, dig(table, key))


def _read_package(path: str, text: str) -> Iterator[Clue]:
    try:
        package = json.loads(text)
    except ValueError:
        return
    name = dig(package, "name")
    if isinstance(name, str):
        yield from _said(path, text, "name", name.rpartition("/")[2])  # without its scope
    yield from _said(path, text, "description", dig(package, "description"))


def _read_go_module(path: str, text: str) -> Iterator[Clue]:
    module = re.search(r"^module\s+\"?([^\s\"]+)", text, re.MULTILINE)
    if module:
        name = re.sub(r"/v[0-9]+$", "", module[1]).rpartition("/")[2]
        yield from _said(path, text, "name", name, key="module")


_MANIFESTS: dict[str, tuple[str, Callable[[str, str], Iterator[Clue]]]] = {
    "python": ("pyproject.toml", _read_pyproject),
    "go": ("go.mod", _read_go_module),
    "typescript": ("package.json", _read_package),
}


def _said(path: str, text: str, question: str, value: Any, key: str = "") -> Iterator[Clue]:
    if not isinstance(value, str) or not value.strip():
        return
    answer = " ".join(value.split()) if question == "description" else label(value)
    yield Clue(question, answer, place_of(path, text, key or question, value.splitlines()[0]))


def _text(root: Path, path: str) -> str:
    try:
        return (root / path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""
