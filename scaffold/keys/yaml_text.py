"""YAML by key: block mappings are cut into their entries; lists and flow style are atoms.

A document with anchors, aliases or merge keys is left alone: a change of one place could mean
another. So are a stream of several documents, and a template that happens to be YAML: outside of
quotes and blocks, ``{{`` is some program's own.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

import yaml

from scaffold.keys.content import Content
from scaffold.keys.format import Span
from scaffold.keys.pieces import Atom, Block, ClashError, Entry

_COMMENT = re.compile(r"#[^\r\n]*")
_SHARED = (yaml.AnchorToken, yaml.AliasToken)
_BRACE = yaml.FlowMappingStartToken
_MERGE = "tag:yaml.org,2002:merge"


def content(text: str) -> Content:
    """Parse it; scalars are equal when their tag and their text are."""
    return _content(_root(text))


def comments(text: str) -> list[Span]:
    """What stands behind a hash sign between two tokens."""
    return [
        found.span()
        for before, after in pairwise(_scan(text))
        for found in _COMMENT.finditer(text, before.end_mark.index, after.start_mark.index)
    ]


def read(text: str) -> Block:
    """Cut it into the entries of its block mappings."""
    root = _root(text)
    if not _is_block(root):
        raise ClashError
    start = _start(text)
    block, end = _read_mapping(text, root, start)
    return Block(block.entries, text[:start], text[end:])


def _scan(text: str) -> list[yaml.Token]:
    try:
        tokens = list(yaml.scan(text, yaml.SafeLoader))
    except yaml.YAMLError:
        raise ClashError from None
    if any(isinstance(token, _SHARED) or _is_templated(token) for token in tokens):
        raise ClashError
    if any(isinstance(one, _BRACE) and isinstance(two, _BRACE) for one, two in pairwise(tokens)):
        raise ClashError
    return tokens


def _is_templated(token: yaml.Token) -> bool:
    """Whether it is a plain scalar with braces; GitHub's ``${{ }}`` is an ordinary string."""
    if not isinstance(token, yaml.ScalarToken) or not token.plain:
        return False
    return "{{" in token.value.replace("${{", "")


def _root(text: str) -> yaml.Node:
    _scan(text)
    try:
        documents = list(yaml.compose_all(text, yaml.SafeLoader))
    except yaml.YAMLError:
        raise ClashError from None
    if len(documents) != 1:
        raise ClashError
    return documents[0]


def _start(text: str) -> int:
    """Where the document begins: behind the line of its ``---``, if it has one."""
    marks = [token for token in _scan(text) if isinstance(token, yaml.DocumentStartToken)]
    return _behind_line(text, marks[-1].end_mark.index) if marks else 0


def _content(node: yaml.Node) -> Content:
    if isinstance(node, yaml.MappingNode):
        found = {_key(key): _content(value) for key, value in node.value}
        if len(found) != len(node.value):
            raise ClashError
        return found
    if isinstance(node, yaml.SequenceNode):
        return tuple(_content(item) for item in node.value)
    return (node.tag, node.value)


def _key(node: yaml.Node) -> tuple[str, str]:
    if not isinstance(node, yaml.ScalarNode) or node.tag == _MERGE:
        raise ClashError
    return (node.value, node.tag)


def _is_block(node: yaml.Node) -> bool:
    return isinstance(node, yaml.MappingNode) and not node.flow_style and bool(node.value)


def _read_mapping(text: str, node: yaml.Node, place: int) -> tuple[Block, int]:
    """Read a block mapping whose first lead begins at ``place``; return it and where it ends."""
    entries = []
    for key, value in node.value:
        entry, place = _read_entry(text, key, value, place)
        entries.append(entry)
    return Block(tuple(entries)), place


def _read_entry(text: str, key: yaml.Node, value: yaml.Node, place: int) -> tuple[Entry, int]:
    start = _line_start(text, key)
    if start < place:
        raise ClashError
    lead = text[place : key.start_mark.index]
    if _is_block(value):
        below = _behind_line(text, key.end_mark.index)
        block, end = _read_mapping(text, value, below)
        return Entry(_key(key), lead, text[key.start_mark.index : below], block), end
    first, last = value.start_mark.index, _end(value)
    tail_end = last if text[last - 1 : last] == "\n" else _behind_line(text, last)
    atom = Atom(text[first:last], _content(value))
    head = text[key.start_mark.index : first]
    return Entry(_key(key), lead, head, atom, text[last:tail_end]), tail_end


def _line_start(text: str, node: yaml.Node) -> int:
    """Where the line of a key begins, on which nothing else may stand before it."""
    place = node.start_mark.index
    start = place - node.start_mark.column
    if text[start:place].strip(" "):
        raise ClashError
    return start


def _behind_line(text: str, place: int) -> int:
    end = text.find("\n", place)
    return len(text) if end < 0 else end + 1


def _end(node: yaml.Node) -> int:
    """Where a value's text ends; a block's own mark stands only before the next token."""
    *_, last = _within(node)
    return last.end_mark.index


def _within(node: yaml.Node) -> Iterator[yaml.Node]:
    """The node, or what it holds when that is what ends it."""
    while isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        node = last[1] if isinstance(node, yaml.MappingNode) else last
    yield node
