"""What the rows of members add up to."""

from datetime import date

import pytest
from scores import (
    MET,
    NOT_APPLICABLE,
    NOT_MET,
    UNKNOWN,
    WAIVED,
    carded,
    conflict,
    fleet,
    pin,
    scored,
    waiver,
)

from scaffold.fleet.forecast import State
from scaffold.fleet.summary import Release, Share
from scaffold.fleet.tally import summarise


def counts(**wanted: int) -> dict[State, int]:
    return {state: wanted.get(state.value, 0) for state in State}


def test_every_member_is_counted_once():
    """In the whole, and in its team; those without a team come last."""
    summary = summarise(fleet())
    assert summary.states == counts(current=1, behind=2, pinned=1, absent=1, failed=1)
    assert [(team.name, team.members) for team in summary.teams] == [
        ("goods", 2),
        ("money", 3),
        ("", 1),
    ]
    assert summary.whole.members == 6
    assert summary.teams[1].states == counts(behind=1, pinned=1, failed=1)


def test_versions_are_sorted_as_versions():
    """1.10.0 is newer than 1.9.0; one that is no version comes last."""
    at = ("1.9.0", "1.10.0", "1.9.0", "main")
    rows = [scored(str(n), from_version=version) for n, version in enumerate(at)]
    assert summarise(rows).releases == (
        Release("1.10.0", counts(behind=1)),
        Release("1.9.0", counts(behind=2)),
        Release("main", counts(behind=1)),
    )
    assert summarise(rows).target == "1.1.0"


def test_drift_and_conflicts_are_those_of_the_team():
    """Files are summed, members with edited files and with conflicts are counted."""
    rows = [
        scored("a", "x", drift={"managed": 2, "mine": 1}, conflicts=(conflict("f"), conflict("g"))),
        scored("b", "x", drift={"managed": 1, "seeded": 4}),
        scored("c", "x", drift={"mine": 1}),
    ]
    (team,) = summarise(rows).teams
    assert team.drift == {"managed": 3, "seeded": 4, "mine": 2}
    assert (team.edited, team.conflicts) == (2, 1)


def test_item_is_counted_by_team():
    """What is unknown is missed; a waiver is neither; what does not apply is not asked."""
    rows = [
        scored("a", "x", card=carded(MET, NOT_MET, UNKNOWN, NOT_APPLICABLE)),
        scored("b", "x", card=carded(MET, MET, WAIVED, NOT_APPLICABLE)),
        scored("c", "y", card=carded(NOT_MET, MET, MET, MET)),
        scored("d", "z"),
    ]
    found = {item.item: item for item in summarise(rows).items}
    assert list(found) == ["logs", "health", "slo", "flags"]
    assert found["logs"].teams == {"x": Share(2), "y": Share(0, 0, ("c",))}
    assert found["health"].whole == Share(2, 0, ("a",))
    assert found["slo"].whole == Share(1, 1, ("a",))
    assert found["flags"].teams == {"x": Share(), "y": Share(1)}
    assert [found[name].whole.asked for name in found] == [3, 3, 3, 1]


@pytest.mark.parametrize(
    ("share", "percent"),
    [
        (Share(), 0),
        (Share(999, 0, ("a",)), 99),
        (Share(3, 1, ()), 75),
        (Share(3), 100),
        (Share(1, 0, ("a", "b")), 33),
    ],
)
def test_share_is_whole_only_where_nothing_is_missing(share, percent):
    """Nor waived: what is done without is not met."""
    assert share.percent == percent


def test_levels_are_counted_where_something_was_judged():
    """From the highest to none of them."""
    summary = summarise(fleet())
    assert summary.whole.levels == {"gold": 2, "silver": 0, "bronze": 1, "": 1}
    assert list(summary.whole.levels) == ["gold", "silver", "bronze", ""]


def test_exemptions_are_sorted_by_their_end():
    """Expired ones come first, then what ends soonest."""
    rows = [
        scored("a", pin=pin(date(2027, 1, 1))),
        scored("b", pin=pin(date(2026, 1, 1))),
        scored("c", card=carded(WAIVED, MET, MET, MET, waivers=waiver("logs", date(2026, 12, 1)))),
        scored(
            "d", card=carded(MET, WAIVED, MET, MET, waivers=waiver("health", date(2026, 11, 1)))
        ),
    ]
    summary = summarise(rows)
    assert [(one.member, one.what) for one in summary.pins] == [("b", "1.0.0"), ("a", "1.0.0")]
    assert [(one.member, one.what) for one in summary.waivers] == [
        ("d", "``health`` stand"),
        ("c", "``logs`` stand"),
    ]


def test_shards_of_two_versions_are_one_checklist():
    """An item that only some were judged by is asked of those alone."""
    old = carded(MET, MET, MET, MET)
    rows = [
        scored("a", "x", card=old),
        scored("b", "x", card=type(old)("", old.rows[:2], old.judged)),
    ]
    assert [item.whole.asked for item in summarise(rows).items] == [2, 2, 1, 1]


def test_fleet_without_members_is_empty():
    """Nothing is divided by nothing."""
    summary = summarise([])
    assert (summary.whole.members, summary.releases, summary.teams, summary.target) == (
        0,
        (),
        (),
        "",
    )
