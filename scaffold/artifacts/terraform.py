"""The Terraform modules of a repository: what they declare and what they use."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

from scaffold.errors import ScaffoldError

FOLDER = "deploy/terraform"

_MARKS = frozenset({"__is_block__", "__start_line__", "__end_line__"})


@dataclass(frozen=True)
class Block:
    """One top-level block.

    Attributes:
        kind: such as ``variable``.
        labels: such as ``("helm_release", "service")``.
        path: the file, relative to the repository.
        line: where it begins.
        body: its arguments and nested blocks; an expression is text in ``${}``.
    """

    kind: str
    labels: tuple[str, ...]
    path: str
    line: int
    body: Mapping[str, Any]

    @property
    def name(self) -> str:
        """The last label."""
        return self.labels[-1] if self.labels else ""


@dataclass(frozen=True)
class Module:
    """One folder of Terraform files.

    Attributes:
        folder: relative to the repository.
        texts: every ``.tf`` file by its path relative to the repository.
    """

    folder: str
    texts: Mapping[str, str]

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """Every block of every file.

        Raises:
            ScaffoldError: a file does not parse; names ``path:line``.
        """
        return tuple(
            block for path, text in self.texts.items() for block in parse_blocks(text, path)
        )

    def of_kind(self, kind: str) -> list[Block]:
        """Blocks of one kind, in the order of the files."""
        return [block for block in self.blocks if block.kind == kind]


def read_modules(root: Path, files: tuple[str, ...]) -> tuple[Module, ...]:
    """Read every folder of ``files`` that holds ``.tf`` files, in the order of their names."""
    folders: dict[str, dict[str, str]] = {}
    for path in files:
        if path.startswith(f"{FOLDER}/") and path.endswith(".tf"):
            folder = str(PurePosixPath(path).parent)
            folders.setdefault(folder, {})[path] = (root / path).read_text(encoding="utf-8")
    return tuple(Module(folder, texts) for folder, texts in sorted(folders.items()))


def parse_blocks(text: str, path: str) -> Iterator[Block]:
    """Parse the top-level blocks of a Terraform file; ``path`` only names it.

    Raises:
        ScaffoldError: it does not parse; names ``path:line``.
    """
    for kind, items in parse_hcl(text, path).items():
        for item in items if isinstance(items, list) else []:
            labels, body = _unwrap(item)
            yield Block(kind, labels, path, _line(text, kind, labels), body)


def parse_hcl(text: str, path: str) -> dict[str, Any]:
    """Parse HCL as nested mappings in which expressions are text; ``path`` only names it.

    Raises:
        ScaffoldError: it does not parse; names ``path:line``.
    """
    import hcl2  # noqa: PLC0415 - slow to import, and only Terraform files need it
    from lark.exceptions import LarkError  # noqa: PLC0415

    options = hcl2.SerializationOptions(with_comments=False, strip_string_quotes=True)
    try:
        parsed: dict[str, Any] = hcl2.loads(text, serialization_options=options)
    except LarkError as error:
        line = max(getattr(error, "line", None) or 1, 1)
        message = str(error).partition("\n")[0]
        raise ScaffoldError(f"{path}:{line}: {message}") from None
    return parsed


def _unwrap(item: Any) -> tuple[tuple[str, ...], Mapping[str, Any]]:
    labels: list[str] = []
    while isinstance(item, dict) and "__is_block__" not in item and len(item) == 1:
        ((label, item),) = item.items()
        labels.append(label)
    body = {key: value for key, value in item.items() if key not in _MARKS}
    return tuple(labels), body


def _line(text: str, kind: str, labels: tuple[str, ...]) -> int:
    words = [kind, *(f'"{label}"' for label in labels)]
    header = r"\s+".join(map(re.escape, words))
    start = re.search(rf"^\s*{header}\s*{{", text, re.MULTILINE)
    return text.count("\n", 0, start.start() + len(start[0])) + 1 if start else 1
