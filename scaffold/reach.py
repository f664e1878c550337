"""What a template's file can ask for, itself or by what it imports, read from its compiled code."""

import hashlib
import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import CodeType
from typing import Any

import jinja2

from scaffold import jinja

_END = r"(?:\s+(?:as|import|ignore|with|without)\b.*)?$"
_CONSTANT = re.compile(rf"""(?:'[^'\\]*'|"[^"\\]*"){_END}""", re.DOTALL)
_PIECE = r"""(?:[\w.]+|'[^'\\]*'|"[^"\\]*")"""
_BEGINS = re.compile(rf"""['"]([^'"\\]*)['"](?:\s*~\s*{_PIECE})+{_END}""", re.DOTALL)


@dataclass(frozen=True)
class Reach:
    """What a file can ask for, itself or by what it imports.

    Attributes:
        digest: of all their sources.
        files: their paths.
        names: every text in them that may be the name of a value.
    """

    digest: str
    files: frozenset[str]
    names: frozenset[str]


class Reaches:
    """The reach of every file of a release; each is worked out once."""

    def __init__(
        self, environment: jinja2.Environment, loader: jinja.Kept, root: Path, options: str
    ) -> None:
        """Take a release.

        Args:
            environment: compiles its files.
            loader: finds them.
            root: their folder.
            options: what the template sets up Jinja with.
        """
        self._environment = environment
        self._loader = loader
        self._options = options
        begin, end = environment.block_start_string, environment.block_end_string
        words = r"[-+]?\s*(?:import|from|include|extends)\b\s*(.*?)\s*[-+]?"
        self._statement = re.compile(re.escape(begin) + words + re.escape(end), re.DOTALL)
        self._known: dict[str, Reach] = {}
        found = (path for path in root.rglob("*") if path.exists())
        self._paths = frozenset(path.relative_to(root).as_posix() for path in found)

    def has(self, path: str) -> bool:
        """Whether there is a file or folder of this path."""
        return path in self._paths

    def of(self, path: str) -> Reach:
        """What a file can ask for."""
        if path not in self._known:
            digest = hashlib.sha256(self._options.encode())
            names: set[str] = set()
            files = [path]
            for each in files:  # it grows
                asked: set[str] = set()
                with suppress(jinja2.TemplateError, ValueError, OSError):  # a word in a text, say
                    source = self._loader.source(each) or ""
                    digest.update(f"{each}\0{len(source)}\0{source}".encode())
                    texts, listed = texts_of(self._environment.get_template(each))
                    names |= texts
                    asked = listed & self._paths | self._computed(source)
                files += sorted(asked - set(files))
            self._known[path] = Reach(digest.hexdigest(), frozenset(files), frozenset(names))
        return self._known[path]

    def _computed(self, source: str) -> set[str]:
        """Files that a source may import by a name that it works out."""
        found: set[str] = set()
        for words in self._statement.findall(source):
            if not _CONSTANT.match(words):
                begins = _BEGINS.match(words)
                beginning = begins[1] if begins else ""
                found |= {path for path in self._paths if path.startswith(beginning)}
        return found


def texts_of(template: jinja2.Template) -> tuple[set[str], set[str]]:
    """Every text in a compiled template, and those in its lists as well.

    The names of values that it asks for stand among the first, those of files among the second.
    """
    texts, listed = set(), set()
    left: list[Any] = [f.__code__ for f in (template.root_render_func, *template.blocks.values())]
    while left:
        for each in left.pop().co_consts:
            if isinstance(each, CodeType):
                left.append(each)
            elif isinstance(each, str):
                texts.add(each)
            elif isinstance(each, tuple):
                listed |= {one for one in each if isinstance(one, str)}
    return texts, texts | listed
