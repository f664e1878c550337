"""A YAML or JSON file whose values know the line they stand on."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from scaffold.errors import ScaffoldError

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Key = str | int


@dataclass(frozen=True)
class Document:
    """One parsed document.

    Attributes:
        path: the file, relative to the repository, with forward slashes.
        data: its content: mappings, lists and scalars.
        lines: line number (from 1) of every key and list item, by the keys that lead to it.
    """

    path: str
    data: Any
    lines: dict[tuple[Key, ...], int]

    def line(self, *keys: Key) -> int:
        """Line of the value under these keys, or of the nearest one above it that exists."""
        while keys and keys not in self.lines:
            keys = keys[:-1]
        return self.lines.get(keys, 1)


def read_documents(root: Path, path: str) -> list[Document]:
    """Parse every document of a YAML file, or the one of a JSON file.

    Args:
        root: the repository.
        path: the file, relative to ``root``.

    Raises:
        ScaffoldError: the file is missing, no UTF-8, or does not parse; names ``path:line``.
    """
    try:
        text = (root / path).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ScaffoldError(f"{path}: no such file") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ScaffoldError(f"{path}: cannot be read: {error}") from None
    return parse_documents(text, path)


def read_document(root: Path, path: str) -> Document:
    """Parse a file that holds one document; see :func:`read_documents`."""
    documents = read_documents(root, path)
    if len(documents) != 1:
        raise ScaffoldError(f"{path}: holds {len(documents)} documents, one was expected")
    return documents[0]


def parse_documents(text: str, path: str) -> list[Document]:
    """Parse text as :func:`read_documents` does a file; ``path`` only names it."""
    try:
        loader = _Loader(text)
        documents = []
        while loader.check_node():
            node = loader.get_node()
            assert node is not None  # noqa: S101 - check_node() has just seen it
            lines = {(): node.start_mark.line + 1} | dict(_lines(node, ()))
            documents.append(Document(path, _construct(loader, node, path), lines))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{path}:{mark.line + 1}" if mark else path
        raise ScaffoldError(f"{place}: {getattr(error, 'problem', None) or error}") from None
    return documents


def dig(data: Any, *keys: str | int) -> Any:
    """Value under these keys of nested mappings and lists, or None where one of them is absent."""
    for key in keys:
        try:
            data = data[key]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def _construct(loader: Any, node: yaml.Node, path: str) -> Any:
    """The value of a document; a date that no calendar has is named by its line."""
    try:
        return loader.construct_document(node)
    except ValueError as error:
        places = (f"{path}:{each.start_mark.line + 1}" for each in _impossible(node))
        raise ScaffoldError(f"{next(places, path)}: {error}") from None


def _impossible(node: yaml.Node) -> Iterator[yaml.Node]:
    """Scalars that no value can be made of."""
    if isinstance(node, yaml.ScalarNode):
        try:
            yaml.SafeLoader("").construct_object(node)
        except ValueError:
            yield node
    elif isinstance(node, (yaml.MappingNode, yaml.SequenceNode)):
        for below in node.value:
            for each in below if isinstance(below, tuple) else (below,):
                yield from _impossible(each)


def _lines(node: yaml.Node, keys: tuple[Key, ...]) -> Iterator[tuple[tuple[Key, ...], int]]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield (*keys, key.value), key.start_mark.line + 1
            yield from _lines(value, (*keys, key.value))
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            yield (*keys, index), value.start_mark.line + 1
            yield from _lines(value, (*keys, index))
