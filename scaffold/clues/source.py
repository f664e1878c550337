"""A file of a repository as text, and the same text without what is only said in passing.

Comments, docstrings and texts of several lines are blanked, so that a word in them shows nothing;
lines keep their numbers.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import PurePosixPath

from scaffold.clues.places import is_page_of_repository, speaks_for_service


class Kind(StrEnum):
    """What a file is read as."""

    PYTHON = "python"
    GO = "go"
    JAVASCRIPT = "javascript"
    JAVA = "java"
    START = "start"
    BUILD = "build"
    SETTINGS = "settings"
    DEPLOY = "deploy"
    MANIFEST = "manifest"
    DASHBOARD = "dashboard"
    PAGE = "page"


CODE = frozenset({Kind.PYTHON, Kind.GO, Kind.JAVASCRIPT, Kind.JAVA})
_UNREAD = """
.rb Ruby  .rs Rust  .cs C#  .php PHP  .ex Elixir  .exs Elixir  .scala Scala  .clj Clojure
.erl Erlang  .cpp C++  .cc C++  .c C  .swift Swift  .dart Dart  .hs Haskell  .ml OCaml
.groovy Groovy  .pl Perl  .fs F#  .lua Lua
"""
UNREAD_CODE = dict(zip(_UNREAD.split()[::2], _UNREAD.split()[1::2], strict=True))
"""Languages that are recognised and not read, by the ends of their files."""

_NAMES: tuple[tuple[Kind, str], ...] = (  # the first pattern that a file's name matches counts
    (Kind.PYTHON, "*.py"),
    (Kind.GO, "*.go"),
    *((Kind.JAVASCRIPT, f"*.{end}") for end in ("js", "mjs", "cjs", "ts", "mts", "cts")),
    (Kind.JAVA, "*.java"),
    (Kind.JAVA, "*.kt"),
    *((Kind.START, name) for name in ("Dockerfile", "Dockerfile.*", "*.Dockerfile")),
    *((Kind.START, name) for name in ("Containerfile", "Procfile", "*.sh", "package.json")),
    *((Kind.START, name) for name in ("compose*.y*ml", "docker-compose*.y*ml", "*.service")),
    *((Kind.BUILD, name) for name in ("pom.xml", "*.gradle", "*.gradle.kts")),
    *((Kind.SETTINGS, name) for name in ("application*.y*ml", "bootstrap*.y*ml")),
    *((Kind.SETTINGS, name) for name in ("application*.properties", "logback*.xml")),
    (Kind.SETTINGS, "log4j2*"),
    *((Kind.MANIFEST, name) for name in ("requirements*.txt", "pyproject.toml", "Pipfile")),
    (Kind.MANIFEST, "go.mod"),
    *((Kind.DEPLOY, name) for name in ("*.yaml", "*.yml", "*.tpl", "*.tf")),
    *((Kind.PAGE, name) for name in ("*.md", "*.markdown", "*.adoc", "*.rst")),
)
_NEWS = re.compile(r"(?i:changelog|changes|history|releases|news|licen[cs]e|contributing)\b")
_BLANKED = re.compile(r"[^\n]")
_TEXT = r'"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\''
_HASHED = re.compile(r"(?P<keep>(?!))|(?P<blank>(?:^|(?<=\s))#[^\n]*)", re.MULTILINE)
_PYTHON = re.compile(
    rf'(?P<blank>""".*?(?:"""|\Z)|\'\'\'.*?(?:\'\'\'|\Z)|\#[^\n]*)|(?P<keep>{_TEXT})', re.DOTALL
)
_BRACED = re.compile(
    rf'(?P<blank>""".*?(?:"""|\Z)|/\*.*?(?:\*/|\Z)|//[^\n]*|`[^`]*\n[^`]*(?:`|\Z))'
    rf"|(?P<keep>{_TEXT}|`[^`\n]*`"
    r"|(?:[=(,:!&|?{};\[]|\breturn)[ \t]*/(?![/*])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n\[])+/)",
    re.DOTALL,
)
_MARKED_UP = re.compile(r"(?P<keep>(?!))|(?P<blank><!--.*?(?:-->|\Z))", re.DOTALL)
_TERRAFORM = re.compile(
    rf"(?P<blank>/\*.*?(?:\*/|\Z)|//[^\n]*|\#[^\n]*)|(?P<keep>{_TEXT})", re.DOTALL
)
_HELM = re.compile(r"\{\{-?\s*/\*.*?(?:\*/|\Z)", re.DOTALL)


@dataclass(frozen=True)
class Source:
    """One file.

    Attributes:
        path: relative to the repository, with forward slashes.
        kind: what it is read as.
        text: what stands in it.
    """

    path: str
    kind: Kind
    text: str

    @cached_property
    def code(self) -> str:
        """The text without comments and the like; as many lines, each as long."""
        text = self.text
        if self.kind is Kind.DEPLOY and not self.path.endswith(".tf"):
            text = _HELM.sub(lambda found: _BLANKED.sub(" ", found[0]), text)
        passing = _in_passing(self.path, self.kind)
        return passing.sub(_blank, text) if passing else text

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(found.end() for found in re.finditer("\n", self.text))]

    def line(self, offset: int) -> int:
        """Number of the line, from 1, on which a character stands."""
        return bisect_right(self._starts, offset)

    def at(self, line: int) -> str:
        """Text of a line, without what surrounds it."""
        starts = [*self._starts, len(self.text) + 1]
        return self.text[starts[line - 1] : starts[line] - 1].strip()

    def around(self, offset: int, before: int, after: int) -> str:
        """Code from some lines before the one of a character to some after it."""
        line = self.line(offset)
        begin = self._starts[max(line - 1 - before, 0)]
        end = line + after
        return self.code[begin : self._starts[end] if end < len(self._starts) else None]


def kind_of(path: str) -> Kind | None:
    """What a file is read as; None for one that says nothing of the service."""
    name = PurePosixPath(path).name
    kind = next((kind for kind, pattern in _NAMES if fnmatchcase(name, pattern)), None)
    if kind is Kind.PAGE:
        return kind if is_page_of_repository(path) and not _NEWS.match(name) else None
    if name.endswith(".json") and re.search(r"dashboard|grafana", path, re.IGNORECASE):
        kind = Kind.DASHBOARD
    if kind is Kind.DEPLOY and path.startswith(".github/"):
        return Kind.PAGE if "ISSUE_TEMPLATE" in path else None
    return kind if speaks_for_service(path) else None


def _in_passing(path: str, kind: Kind) -> re.Pattern[str] | None:
    """What is blanked in such a file."""
    if path.endswith(".xml"):
        return _MARKED_UP
    if path.endswith(".tf"):
        return _TERRAFORM
    if kind is Kind.PYTHON:
        return _PYTHON
    if kind in CODE or kind is Kind.BUILD:
        return _BRACED
    return None if path.endswith(".json") or kind is Kind.PAGE else _HASHED


def _blank(found: re.Match[str]) -> str:
    return found[0] if found["blank"] is None else _BLANKED.sub(" ", found[0])
