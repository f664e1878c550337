"""The laws of ``trials/promise.py``: each is broken once, and found by its name."""

from dataclasses import replace

import pytest
from trials.promise import Breach, Outcome, breaches

from scaffold.rendered import EXECUTABLE, File

A = File(b"one\ntwo\nthree\n")
EDITED = File(b"one\nmine\nthree\n")
CHANGED = File(b"one\ntwo\ntemplate\n")
MERGED = File(b"one\nmine\ntemplate\n")
MARKED = File(b"<<<<<<< yours\none\nmine\n=======\none\ntemplate\n>>>>>>> template 2\n")

KEPT = Outcome(
    old={"a": A},
    mine={"a": EDITED},
    new={"a": CHANGED},
    after={"a": MERGED},
    unmerged={},
    unseen=frozenset(),
    conflicts=frozenset(),
    notes=frozenset(),
    exit_code=0,
    refused=False,
    recorded={"colour": "red"},
    given={},
    answers={"colour": "red"},
)


def found(**changes: object) -> list[tuple[str, str]]:
    return [(one.law, one.path) for one in breaches(replace(KEPT, **changes))]


def test_merge_keeps_the_promise():
    """Both changes are in the result."""
    assert found() == []


def test_reported_conflict_keeps_the_promise():
    """With the user's bytes between markers, or in the index alone."""
    reported = {"conflicts": frozenset({"a"}), "exit_code": 5}
    assert found(after={"a": MARKED}, **reported) == []
    waiting = {"a": (A.content, EDITED.content, CHANGED.content)}
    assert found(after={"a": CHANGED}, unmerged=waiting, **reported) == []


def test_report_is_no_excuse_for_bytes_that_are_gone():
    """They must be somewhere."""
    after = {"a": CHANGED}
    broken = found(after=after, conflicts=frozenset({"a"}), exit_code=5)
    assert broken == [("lines of the user are kept", "a")]


BROKEN = {
    "lines of the user are kept": {"after": {"a": File(b"one\ntemplate\n")}},
    "removed lines stay removed": {"after": {"a": File(b"one\ntwo\nmine\ntemplate\n")}},
    "files of the user stay": {
        "mine": {"a": A, "b": File(b"")},
        "after": {"a": CHANGED},
        "path": "b",
    },
    "deleted files stay deleted": {
        "old": {"a": File(b"")},
        "mine": {},
        "new": {"a": File(b"")},
        "after": {"a": File(b"")},
    },
    "untouched files follow the template": {"mine": {"a": A}, "after": {"a": MERGED}},
    "lines of the template arrive": {"after": {"a": EDITED}},
    "lines removed by the template go": {
        "after": {"a": File(b"one\nmine\nthree\ntemplate\n")},
    },
    "new files are seen": {
        "new": {"a": CHANGED, "b": A},
        "after": {"a": MERGED, "b": A},
        "unseen": frozenset({"b"}),
        "path": "b",
    },
    "conflicts are reported": {"after": {"a": File(b"<<<<<<< x\n" + MERGED.content)}},
    "the exit code tells": {"conflicts": frozenset({"a"})},
    "answers are kept": {"answers": {"colour": "blue"}, "path": ".copier-answers.yml"},
    "a refusal changes nothing": {"refused": True, "exit_code": 1},
}


@pytest.mark.parametrize("law", BROKEN)
def test_each_law_finds_its_breach(law):
    """By its own name and the path; others may find it as well."""
    changes = dict(BROKEN[law])
    path = changes.pop("path", "a")
    assert (law, path) in found(**changes)


def test_modes_are_held_on_both_sides():
    """The user's stays, the template's arrives."""
    plain, executable = EDITED, replace(EDITED, mode=EXECUTABLE)
    lost = found(mine={"a": executable}, after={"a": MERGED})
    assert lost == [("modes and line ends stay", "a")]
    missed = found(new={"a": replace(CHANGED, mode=EXECUTABLE)}, after={"a": MERGED})
    assert missed == [("modes of the template arrive", "a")]
    assert found(mine={"a": plain}) == []


def test_line_ends_are_held():
    """Those that the user turned."""
    turned = File(EDITED.content.replace(b"\n", b"\r\n"))
    assert found(mine={"a": turned}) == [("modes and line ends stay", "a")]
    assert (
        found(mine={"a": turned}, after={"a": File(MERGED.content.replace(b"\n", b"\r\n"))}) == []
    )


def test_breach_says_what_is_lost():
    """The line itself."""
    (breach,) = breaches(replace(KEPT, after={"a": File(b"one\ntemplate\n")}))
    assert breach == Breach("lines of the user are kept", "a", "b'mine'")
