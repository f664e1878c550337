"""Random documents that keep their comments, and random edits of them, for three formats."""

import json
from dataclasses import dataclass

from hypothesis import strategies as st

ABSENT = object()


@dataclass(frozen=True)
class Key:
    """A value with the comment above it and the one behind it; a mapping is a dict of these."""

    value: object
    above: str = ""
    behind: str = ""


NAMES = st.sampled_from([f"key{letter}" for letter in "abcdefgh"])
WORDS = st.sampled_from(["", "one", "two words", "# no comment", "'quoted'", 'a "b"', "ä", "a, b"])
SCALARS = st.one_of(st.integers(-3, 3), st.booleans(), WORDS)
VALUES = st.one_of(SCALARS, st.lists(SCALARS, max_size=3))


def unique_comments(tree, prefix, counter):
    """Give each comment a number, so that each stands once."""
    numbered = {}
    for name, key in tree.items():
        counter.append(name)
        mark = f"# {prefix}{len(counter)}"
        value = key.value
        if isinstance(value, dict):
            value = unique_comments(value, prefix, counter)
        numbered[name] = Key(
            value, f"{mark} above" if key.above else "", f"{mark} behind" if key.behind else ""
        )
    return numbered


def trees(depth=2):
    """Mappings, nested at most this deep."""
    values = VALUES if depth == 0 else st.one_of(VALUES, trees(depth - 1))
    keys = st.builds(Key, values, st.sampled_from(["", "x"]), st.sampled_from(["", "x"]))
    return st.dictionaries(NAMES, keys, min_size=1, max_size=5)


@st.composite
def edits(draw, tree):
    """The tree with some keys changed, added or deleted; a mapping keeps one at least."""
    edited = {}
    for name, key in tree.items():
        action = draw(st.sampled_from(["keep", "keep", "keep", "set", "delete", "below"]))
        if action == "delete" and len(tree) > 1 and (edited or name != list(tree)[-1]):
            continue
        value = key.value
        if isinstance(value, dict) and action == "below":
            value = draw(edits(value))
        elif action == "set":
            value = draw(VALUES)
        edited[name] = Key(value, key.above, key.behind)
    for name in draw(st.lists(NAMES, max_size=2)):
        if name not in tree:
            place = draw(st.integers(0, len(edited)))
            items = list(edited.items())
            items.insert(place, (name, Key(draw(VALUES), f"# added {name}", "")))
            edited = dict(items)
    return edited


def plain(tree):
    """What the tree says."""
    return {
        name: plain(key.value) if isinstance(key.value, dict) else key.value
        for name, key in tree.items()
    }


def merged(base, ours, theirs):
    """The key-wise merge of plain values; a LookupError where there is none."""
    if same(ours, theirs) or same(theirs, base):
        return ours
    if same(ours, base):
        return theirs
    if not all(isinstance(side, dict) for side in (base, ours, theirs)):
        raise LookupError
    found = {
        name: merged(*(side.get(name, ABSENT) for side in (base, ours, theirs)))
        for name in [*ours, *(name for name in theirs if name not in ours)]
    }
    return {name: value for name, value in found.items() if value is not ABSENT}


def same(one, other):
    """Equal in JSON's eyes: 1 is not true."""
    if ABSENT in (one, other):
        return one is other
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


def write_json(tree):
    return json.dumps(plain(tree), indent=2, ensure_ascii=False) + "\n"


def write_yaml(tree, indent=""):
    rows = []
    for name, key in tree.items():
        behind = f"  {key.behind}" if key.behind else ""
        if key.above:
            rows.append(f"{indent}{key.above}\n")
        if isinstance(key.value, dict):
            rows += [f"{indent}{name}:{behind}\n", write_yaml(key.value, indent + "  ")]
        else:
            rows.append(f"{indent}{name}: {json.dumps(key.value, ensure_ascii=False)}{behind}\n")
    return "".join(rows)


def write_toml(tree, path=()):
    """Values first, then a table for each mapping, as TOML wants it."""
    rows = []
    for tables in (False, True):
        for name, key in tree.items():
            if isinstance(key.value, dict) != tables:
                continue
            behind = f"  {key.behind}" if key.behind else ""
            if key.above:
                rows.append(f"{key.above}\n")
            if tables:
                below = (*path, name)
                rows += [f"[{'.'.join(below)}]{behind}\n", write_toml(key.value, below)]
            else:
                rows.append(f"{name} = {json.dumps(key.value, ensure_ascii=False)}{behind}\n")
    return "".join(rows)
