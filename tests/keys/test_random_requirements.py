"""Lists of requirements: merged as the sets that they are."""

import tomllib

from hypothesis import given, settings
from hypothesis import strategies as st

from scaffold.keys import resolve

PACKAGES = st.sampled_from(["fastapi", "Structlog", "uvicorn[standard]", "a.b", "x-y", "z"])
VERSIONS = st.sampled_from(["", ">=1", ">=2,<3", "; python_version < '3.12'"])
LISTS = st.dictionaries(PACKAGES, VERSIONS, min_size=1, max_size=6)


@st.composite
def trios(draw):
    """A list and two edits of it, each with some packages bumped, dropped and added."""
    base = draw(LISTS)
    sides = []
    for _ in range(2):
        kept = draw(st.sets(st.sampled_from(list(base)), min_size=1))
        bumped = draw(st.dictionaries(st.sampled_from(list(base)), VERSIONS, max_size=2))
        side = {name: bumped.get(name, version) for name, version in base.items() if name in kept}
        added = draw(st.dictionaries(PACKAGES, VERSIONS, max_size=2))
        sides.append(side | {name: v for name, v in added.items() if name not in base})
    return base, *sides


def write(packages, *, trailing):
    """One a line, each with a comment of its own."""
    rows = []
    for number, (name, version) in enumerate(packages.items(), 1):
        comma = "," if trailing or number < len(packages) else ""
        rows.append(f'    "{name}{version}"{comma}  # about {name}\n')
    return f"[project]\ndependencies = [\n{''.join(rows)}]\n"


def merged(base, ours, theirs):
    """By package; None where both changed one."""
    result = {}
    for name in {**ours, **theirs}:
        before, here, there = base.get(name), ours.get(name), theirs.get(name)
        if there not in {here, before} and here != before:
            return None
        result[name] = here if there in {here, before} else there
    return {name: version for name, version in result.items() if version is not None}


@settings(max_examples=150, deadline=None)
@given(trios(), st.booleans())
def test_every_package_is_merged_for_itself(trio, trailing):
    """With its comment; a package that both changed is a conflict."""
    texts = [write(side, trailing=trailing).encode() for side in trio]
    result = resolve("pyproject.toml", *texts)
    expected = merged(*trio)
    if result is None:
        assert not expected
        return
    found = tomllib.loads(result.decode())["project"]["dependencies"]
    assert sorted(found) == sorted(f"{name}{version}" for name, version in expected.items())
    assert all(f"# about {name}\n" in result.decode() for name in expected)
    assert result.decode().count("# about") == len(expected)
