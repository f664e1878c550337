"""YAML as nodes: a part taken out of a file or changed in it, the rest written as it was.

Read into values and written again, ``values: 0x10``, a series to promtool, would become sixteen.
"""

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from scaffold.artifacts.document import Key
from scaffold.errors import ScaffoldError

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_Dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)

Keys = tuple[Key, ...]


def compose(root: Path, path: str) -> yaml.MappingNode:
    """The one document of a file.

    Raises:
        ScaffoldError: it does not parse, or is no mapping; names the file.
    """
    try:
        tree = yaml.compose((root / path).read_text(encoding="utf-8"), Loader=_Loader)
    except yaml.YAMLError as error:
        raise ScaffoldError(f"{path}: {error}") from None
    if not isinstance(tree, yaml.MappingNode):
        raise ScaffoldError(f"{path}: must be a mapping")
    return tree


def write(tree: yaml.Node) -> str:
    """Text of a document."""
    return str(yaml.serialize(tree, Dumper=_Dumper, allow_unicode=True))


def scalar(text: str) -> yaml.ScalarNode:
    """A text, in quotes."""
    return yaml.ScalarNode("tag:yaml.org,2002:str", text, style='"')


def value(node: yaml.Node, key: str) -> yaml.Node | None:
    """What stands under a key of a mapping, or None."""
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    return next((found for name, found in pairs if name.value == key), None)


def items(node: yaml.Node, key: str) -> list[Any]:
    """Items of the list under a key of a mapping."""
    found = value(node, key)
    return found.value if isinstance(found, yaml.SequenceNode) else []


def with_lists(
    mapping: yaml.MappingNode, lists: Mapping[str, Sequence[yaml.Node]]
) -> yaml.MappingNode:
    """A mapping whose lists under these keys hold other items."""
    pairs = [
        (key, yaml.SequenceNode(old.tag, list(lists[key.value])) if key.value in lists else old)
        for key, old in mapping.value
    ]
    return yaml.MappingNode(mapping.tag, pairs)


def edited(
    node: yaml.Node, gone: Collection[Keys], texts: Mapping[Keys, str], keys: Keys = ()
) -> yaml.Node:
    """A copy without some of what it holds, and with new texts in it.

    Args:
        node: what stands under ``keys``.
        gone: keys of what is left out.
        texts: new texts of scalars by their keys.
        keys: keys that lead to ``node``.
    """
    if isinstance(node, yaml.SequenceNode):
        kept = [
            edited(item, gone, texts, (*keys, index))
            for index, item in enumerate(node.value)
            if (*keys, index) not in gone
        ]
        return yaml.SequenceNode(node.tag, kept)
    if isinstance(node, yaml.MappingNode):
        pairs = [
            (key, edited(item, gone, texts, (*keys, key.value)))
            for key, item in node.value
            if (*keys, key.value) not in gone
        ]
        return yaml.MappingNode(node.tag, pairs)
    return scalar(texts[keys]) if keys in texts else node
