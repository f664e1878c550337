"""Key-level merge on random documents: right or not at all."""

import json
import re
import tomllib

import pytest
import yaml
from documents import (
    edits,
    merged,
    plain,
    same,
    trees,
    unique_comments,
    write_json,
    write_toml,
    write_yaml,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scaffold.keys import resolve

FORMATS = {
    "json": (write_json, json.loads),
    "yaml": (write_yaml, yaml.safe_load),
    "toml": (write_toml, tomllib.loads),
}

ADDED = {f"# added key{letter}" for letter in "abcdefgh"}

patiently = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def versions(draw):
    base = unique_comments(draw(trees()), "c", [])
    return base, draw(edits(base)), draw(edits(base))


def bare(row):
    """A line without the comma that its neighbour asks for."""
    return row.removesuffix(",")


def is_ambiguous(texts):
    """Whether some line stands in several places."""
    raw = [[bare(row) for row in text.splitlines()] for text in texts]
    rows = {row for text in raw for row in text}
    twice = any(len(text) > len(set(text)) for text in raw)
    return twice or len({row.strip() for row in rows}) < len(rows)


def comments(text):
    return re.findall(r"# (?:c\d+|added) \w+", text)


@pytest.mark.parametrize("name", FORMATS)
@patiently
@given(versions())
def test_result_says_what_both_sides_said(name, trio):
    """The content is the key-wise merge; where there is none, there is no result.

    Lines that stand in several places cannot be told apart when they are counted: with such, and
    when nothing is left, there may be none either.
    """
    write, parse = FORMATS[name]
    texts = [write(tree) for tree in trio]
    result = resolve(f"file.{name}", *(text.encode() for text in texts))
    try:
        expected = merged(*map(plain, trio))
    except LookupError:
        assert result is None
        return
    if result is None:
        assert expected == {} or is_ambiguous(texts)
    else:
        assert same(expected, parse(result.decode()))


@pytest.mark.parametrize("name", ["yaml", "toml"])
@patiently
@given(versions())
def test_comments_live_and_die_with_their_key(name, trio):
    """A comment goes only where one side took it away, and none is made up or doubled."""
    write, _ = FORMATS[name]
    base, ours, theirs = (write(tree) for tree in trio)
    result = resolve(f"file.{name}", base.encode(), ours.encode(), theirs.encode())
    if result is None:
        return
    before, here, there = (set(comments(text)) for text in (base, ours, theirs))
    found = comments(result.decode())
    assert set(found) == here - (before - there) | (there - before)
    assert len([one for one in found if one.startswith("# c")]) == len(set(found) - ADDED)


@pytest.mark.parametrize("name", FORMATS)
@patiently
@given(versions())
def test_lines_of_ours_are_in_the_order_of_ours(name, trio):
    """What is only ours stands in the result line by line, and nothing was moved."""
    write, _ = FORMATS[name]
    base, ours, theirs = (write(tree) for tree in trio)
    result = resolve(f"file.{name}", base.encode(), ours.encode(), theirs.encode())
    if result is None:
        return
    before = set(map(bare, base.splitlines()))
    rows = map(bare, result.decode().splitlines())
    assert all(row in rows for row in map(bare, ours.splitlines()) if row not in before)


@pytest.mark.parametrize("name", FORMATS)
@patiently
@given(versions())
def test_sides_that_did_nothing_change_nothing(name, trio):
    """With one side at the base, the other side's text is the result, byte for byte."""
    write, _ = FORMATS[name]
    base, ours, _ = (write(tree).encode() for tree in trio)
    assert resolve(f"file.{name}", base, ours, base) == ours
    assert resolve(f"file.{name}", base, ours, ours) == ours


@pytest.mark.parametrize("name", FORMATS)
@patiently
@given(versions(), st.data())
def test_garbled_text_is_right_or_left_alone(name, trio, data):
    """Characters dropped at random never give a result that does not say what the sides say."""
    write, _ = FORMATS[name]
    texts = []
    for text in (write(tree) for tree in trio):
        place = data.draw(st.integers(0, len(text)))
        texts.append(text[:place] + text[place + data.draw(st.integers(0, 4)) :])
    result = resolve(f"file.{name}", *(text.encode() for text in texts))
    if result is not None:
        read = {"json": json.loads, "yaml": yaml.safe_load, "toml": tomllib.loads}[name]
        base, ours, theirs = map(read, texts)
        assert same(merged(base, ours, theirs), read(result.decode()))
