"""A fleet as one page: complete, self-contained, and safe whatever members say of themselves."""

import dataclasses
import hashlib
import itertools
import re
from base64 import b64encode
from datetime import date
from pathlib import Path

import pytest
from contrast import contrast, variables
from elements import Reader
from scores import MET, NOT_MET, TODAY, carded, fleet, last, pin, scored, waiver

from scaffold.fleet.forecast import State
from scaffold.fleet.outcome import Outcome as Ending
from scaffold.formats import fleet_page
from scaffold.formats.fleet_page import About

FOLDER = Path(fleet_page.__file__).parent
STYLE = "".join((FOLDER / f"{name}.css").read_text("utf-8") for name in ("sheet", "fleet"))
ABOUT = About("acme", "service", "2026-11-24T09:05:03+00:00", TODAY)
STATES = ["current", "behind", "pinned", "absent", "failed"]


def write(rows, **about) -> str:
    return fleet_page.write(rows, dataclasses.replace(ABOUT, **about))


def rows_of(page: str, part: str) -> list[str]:
    """Rows of the table under a heading but its first one, their cells divided by bars."""
    section = page[page.index(f'<section aria-labelledby="{part}">') :]
    rows: list[list[str]] = []
    for tag, _, text in Reader(section[: section.index("</section>")] + "</section>").elements:
        if tag == "tr":
            rows.append([])
        if tag in {"td", "th"}:
            rows[-1].append(" ".join("".join(text).split()))
    return [" | ".join(row) for row in rows[1:]]


def test_page_asks_for_nothing():
    """No font, no picture, no address: every link stays on the page, and leads somewhere."""
    reader = Reader(write(fleet()))
    tags = {tag for tag, _, _ in reader.elements}
    assert tags & {"img", "iframe", "object", "embed", "base", "form"} == set()
    references = reader.references()
    assert {value for value in references if not value.startswith("#")} == {"data:,"}
    assert {value[1:] for value in references if value.startswith("#")} <= set(reader.anchors())
    assert len(reader.anchors()) == len(set(reader.anchors()))
    assert re.findall(r"url\(|@import|@font-face|https?:", STYLE) == []


def test_only_our_own_script_runs():
    """The policy names its digest: one that got in by a name would be refused."""
    page = write(fleet())
    (script,) = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    assert script == (FOLDER / "fleet.js").read_text("utf-8")
    digest = b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"img-src data:; script-src 'sha256-{digest}'\">" in page
    assert re.findall(r"fetch|XMLHttp|import|eval|innerHTML|document\.write|//\w", script) == []


def test_fleet_is_told_at_a_glance():
    """States, versions and levels, each with its count in words."""
    reader = Reader(write(fleet()))
    assert reader.all("title") == [
        "acme: 2 of 6 members up to date; 2 behind, 1 not on the path yet, 1 could not be examined."
    ]
    counts = reader.all("ul", **{"class": "counts"})[0].split()
    assert counts == [
        "1",
        "✓",
        "current",
        "2",
        "↑",
        "behind",
        "1",
        "◆",
        "pinned",
        "1",
        "○",
        "absent",
        "1",
        "✗",
        "failed",
    ]
    assert rows_of(write(fleet()), "versions") == [
        "1.1.0 | 1 | 1 current",
        "1.0.0 | 3 | 2 behind, 1 pinned",
    ]
    assert rows_of(write(fleet()), "levels") == [
        "gold | 2 | 50%",
        "silver | 0 | 0%",
        "bronze | 1 | 25%",
        "none | 1 | 25%",
    ]


@pytest.mark.parametrize(
    ("states", "sentence", "tone"),
    [
        ([], "The fleet has no members.", "current"),
        (["current"], "1 of 1 member up to date; nothing is left to do.", "current"),
        (["current", "pinned"], "2 of 2 members up to date; nothing is left to do.", "current"),
        (["current", "behind"], "1 of 2 members up to date; 1 behind.", "behind"),
        (["absent"], "0 of 1 member up to date; 1 not on the path yet.", "behind"),
        (["current", "failed"], "1 of 2 members up to date; 1 could not be examined.", "failed"),
    ],
)
def test_verdict_is_honest(states, sentence, tone):
    """A fleet in which one could not be examined is never green."""
    page = write([scored(str(number), state=State(one)) for number, one in enumerate(states)])
    (said,) = Reader(page).all("p", **{"class": "verdict"})
    assert said.partition(" ")[2] == sentence
    assert Reader(page).all("p", **{"class": tone}) == [said]


def test_team_has_a_row():
    """Members, standing, drift, conflicts, checklist and levels; everybody stands below."""
    assert rows_of(write(fleet()), "teams") == [
        (
            "goods | 2 | 1 current, 1 behind | 2 managed, 1 seeded, 3 own managed in 1 "
            "member | 1 member | 75% 6 of 8 | 1 gold, 1 none"
        ),
        "money | 3 | 1 behind, 1 pinned, 1 failed |  |  | 71% 5 of 7 | 1 gold, 1 bronze",
        "no team | 1 | 1 absent |  |  |  | ",
        (
            "Everybody | 6 | 1 current, 2 behind, 1 pinned, 1 absent, 1 failed | 2 managed, "
            "1 seeded, 3 own managed in 1 member | 1 member | 73% 11 of 15 | 2 gold, 1 "
            "bronze, 1 none"
        ),
    ]


def test_checklist_is_counted_by_item_and_team():
    """Under its level; who misses it stands below, by team; nobody stands where nobody does."""
    assert rows_of(write(fleet()), "checklist") == [
        "bronze",
        "logs stand | 4/4 | 2/2 | 2/2 | ",
        "health stand | 3/4 | 1/2 | 2/2 | ",
        "1 member misses it goodsorders",
        "silver",
        "slo stand | 2/4 1 waived | 2/2 | 0/2 1 waived | ",
        "1 member misses it moneycarts",
        "gold",
        "flags stand | 2/3 | 1/2 | 1/1 | ",
        "1 member misses it goodsorders",
    ]


def test_what_needs_a_person_stands_together():
    """With whom it is about and why, in a line."""
    sections = Reader(write(fleet())).all("section", **{"aria-labelledby": "concerns"})
    assert sections == [
        (
            "Needs a person "
            "Could not be examined 1 audit answers.yml: does not parse "
            "Did not come through the last apply 1 ledger unproven: a-check: a.yaml:3: odd "
            "Conflicts are foreseen 1 orders README.md "
            "A pin has expired 1 carts 1.0.0, on 2026-11-20: audit "
            "A waiver has ended 1 carts slo stand, on 2026-11-01: later"
        )
    ]
    assert "Needs a person" not in write([scored("stock", state=State.CURRENT)])


def test_exemptions_that_end_first_stand_first():
    """With the days that are left, or since when they are over."""
    assert rows_of(write(fleet()), "pins") == [
        "carts money | 1.0.0 | audit | 2026-11-20 expired 4 days ago",
        "ledger money | 1.0.0 | audit | 2026-12-01 in 7 days",
    ]
    assert rows_of(write(fleet()), "waivers") == [
        "carts money | slo stand | later | 2026-11-01 expired 23 days ago",
        "ledger money | slo stand | later | 2026-12-01 in 7 days",
    ]


@pytest.mark.parametrize(
    ("until", "words", "tone"),
    [
        (date(2026, 11, 23), "expired 1 day ago", "failed"),
        (date(2026, 11, 24), "today", "behind"),
        (date(2026, 11, 25), "in 1 day", "behind"),
        (date(2026, 12, 8), "in 14 days", "behind"),
        (date(2026, 12, 9), "in 15 days", "under"),
    ],
)
def test_end_is_counted_in_days(until, words, tone):
    """The last day is one on which it holds."""
    page = write([scored("a", pin=pin(until))])
    assert words in Reader(page).all("span", **{"class": tone})


def test_every_member_has_a_row():
    """What needs work comes first; below it what there is to know."""
    assert rows_of(write(fleet()), "members") == [
        "audit wave rest, tier gold | money | ✗ failed |  |  |  |  | ",
        "error Erroranswers.yml: does not parse a: [",
        (
            "orders wave rest, tier gold | goods | ↑ behind | 1.0.0 → to 1.1.0 | high 1 "
            "conflict | 2 managed, 1 seeded, 3 own | none 2 of 4 | "
        ),
        (
            "1 conflict, 1 remark, 2 items missed ConflictsREADME.md content Remarks1 "
            "conflicts Updatechanges 7 files Misseshealth standflags stand (not known)"
        ),
        (
            "carts wave rest, tier gold | money | ↑ behind | 1.0.0 → to 1.1.0 | low |  | "
            "bronze 3 of 4 | applied 1.1.0"
        ),
        (
            "1 item missed, 1 waiver, last apply Missesslo stand Waiversslo stand, until "
            "2026-11-01: later Last applyapplied: refs/heads/scaffold/carts/1.1.0"
        ),
        "emails wave rest, tier gold |  | ○ absent |  |  |  |  | ",
        (
            "ledger wave rest, tier gold | money | ◆ pinned | 1.0.0 → to 1.1.0 |  |  | gold "
            "2 of 3 | unproven 1.1.0"
        ),
        (
            "1 waiver, last apply Waiversslo stand, until 2026-12-01: later Last "
            "applyunproven a-check: a.yaml:3: odd"
        ),
        "stock wave rest, tier gold | goods | ✓ current | 1.1.0 |  |  | gold 4 of 4 | ",
    ]


def test_page_is_whole_without_its_script():
    """Controls are hidden until somebody works them; nothing else is."""
    page = write(fleet())
    assert re.findall(r"<[^>]* hidden>", page) == ['<div class="controls" hidden>']
    assert Reader(page).all("th", scope="col").count("Member") == 3
    assert "button" not in {tag for tag, _, _ in Reader(page).elements}


def test_page_can_be_walked_through_by_keyboard_and_ear():
    """Headings skip no level, tables have heads, what scrolls can be reached, bars are not read."""
    page = write(fleet())
    reader = Reader(page)
    levels = [int(tag[1]) for tag, _, _ in reader.elements if re.fullmatch(r"h\d", tag)]
    assert levels[0] == 1
    assert max(b - a for a, b in itertools.pairwise(levels)) == 1
    tables = [tag for tag, _, _ in reader.elements if tag == "table"]
    assert len(tables) == page.count("<thead>") == 7
    assert {attributes.get("tabindex") for tag, attributes, _ in reader.elements
            if "scroll" in (attributes.get("class") or "")} == {"0"}  # fmt: skip
    assert {
        attributes.get("aria-hidden") for tag, attributes, _ in reader.elements if tag == "svg"
    } == {"true"}
    assert [badge.split()[1] for badge in reader.all("span", **{"class": "badge"})] == [
        *("failed", "behind", "behind", "absent", "pinned", "current"),
    ]


def test_fleet_of_plans_has_no_checklist():
    """What was not judged is not praised, and leaves no empty table."""
    rows = [dataclasses.replace(row, card=None) for row in fleet()]
    reader = Reader(write(rows))
    assert [re.sub(r" \d+$", "", title) for title in reader.all("h2")] == [
        *("Versions", "Needs a person", "Teams", "Pins", "Members"),
    ]
    assert "Level" not in reader.all("th", scope="col")


HOSTILE = "<script>alert(1)</script>\"'&amp;\x1b[31m\u202e<img src=x onerror=y>``z``"


def test_text_of_members_is_only_text():
    """Names, teams, versions, reasons, errors, paths, outcomes: markup is shown, not obeyed."""
    bad = fleet()[1].forecast.conflicts[0]
    card = carded(NOT_MET, MET, MET, MET, waivers=waiver("logs", date(2026, 11, 1), HOSTILE))
    card = dataclasses.replace(
        card, rows=tuple(dataclasses.replace(row, title=HOSTILE) for row in card.rows)
    )
    outcome = last(
        Ending.UNPROVEN, findings=(HOSTILE,), where=HOSTILE, error=HOSTILE, to_version=HOSTILE
    )
    names = ("member", "team", "wave", "tier", "from_version", "error")
    forecast = dataclasses.replace(
        fleet()[1].forecast,
        **dict.fromkeys(names, HOSTILE),
        to_version=f"{HOSTILE}2",
        reasons=(HOSTILE,),
        drift={HOSTILE: 1},
        conflicts=(dataclasses.replace(bad, path=HOSTILE),),
    )
    pinned = dataclasses.replace(pin(date(2026, 1, 1), HOSTILE), version=HOSTILE)
    row = dataclasses.replace(
        fleet()[1], forecast=forecast, pin=pinned, card=card, last=outcome, unjudged=HOSTILE
    )
    page = write([row], name=HOSTILE, source=HOSTILE)
    reader = Reader(page)
    tags = [tag for tag, _, _ in reader.elements]
    assert (tags.count("script"), tags.count("img")) == (1, 0)
    assert {
        name for _, attributes, _ in reader.elements for name in attributes if name.startswith("on")
    } == set()
    assert "\x1b" not in page
    assert "\u202e" not in page
    assert "<script>alert(1)</script>\"'&amp;\\x1b[31m\\u202e" in reader.all("h1")[0]
    assert page.count("alert(1)") > 25


def test_thousand_members_are_a_page_that_opens_at_once():
    """Below 2 MB, and each member is on it once."""
    rows = [
        dataclasses.replace(row, forecast=dataclasses.replace(
            row.forecast, member=f"{row.member}-{number}", team=f"team-{number % 40}"))
        for number in range(167) for row in fleet()
    ][:1000]  # fmt: skip
    page = write(rows)
    assert len(page.encode()) < 2_000_000
    assert page.count("<tbody data-team") == len(rows) == 1000


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_bars_can_be_seen(scheme):
    """What means something has the contrast that WCAG AA asks of a graphic: 3 to 1."""
    sheet, ours = ((FOLDER / f"{name}.css").read_text("utf-8") for name in ("sheet", "fleet"))
    blocks = [*sheet.split("@media", 2)[:2], *ours.split("@media", 2)[:2]]
    light, dark = (
        variables(blocks[0] + blocks[2]),
        variables(blocks[1] + blocks[3].split("}\n}")[0]),
    )
    assert light.keys() == dark.keys()
    colours = light if scheme == "light" else dark
    weak = {}
    for ink in ("good", "late", "held", "bad", "gold", "silver", "bronze"):
        if (ratio := contrast(colours[ink], colours["sheet"])) < 3:
            weak[ink] = round(ratio, 2)
    assert weak == {}
