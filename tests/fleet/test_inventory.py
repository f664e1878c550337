"""An inventory says what it means, or is refused by its line."""

import json
import re
import subprocess
from datetime import date
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from scaffold.errors import UsageError
from scaffold.fleet.inventory import read_fleet
from scaffold.fleet.members import Member, Pin, Wave
from scaffold.fleet.schema import SCHEMA_FILE
from scaffold.fleet.sources import SOURCES

WHOLE = """\
template: {source: service, version: "~=1.2"}
defaults:
  everyone: {answers: {organisation: acme, tier: 3}}
  teams:
    pay: {wave: canary, answers: {organisation: pay}}
  tiers:
    1: {wave: rest, language: go}
waves:
  - {name: canary, verify: static}
  - {name: rest}
members:
  - {name: ledger, url: "https://example.com/l.git", folder: services/l, team: pay, tier: 1}
  - name: orders
    path: ../orders
    team: pay
    answers: {tier: 2}
    pin: {version: 1.2.0, reason: freeze, expires: 2027-01-31}
"""


@pytest.fixture
def read(tmp_path):
    def write(text: str):
        path = tmp_path / "inventory" / "fleet.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        return read_fleet(path)

    return write


@pytest.fixture
def faults(read):
    """Line and words of what is refused."""

    def refuse(text: str) -> list[str]:
        with pytest.raises(UsageError) as caught:
            read(text)
        return [row.partition("fleet.yaml:")[2] for row in str(caught.value).splitlines()]

    return refuse


def test_member_has_the_defaults_of_its_tier_team_and_everyone(read, tmp_path):
    """The nearest wins, answer by answer; members stand in the order of their waves."""
    fleet = read(WHOLE)
    assert (fleet.source, fleet.version) == ("scaffold:service", "~=1.2")
    assert fleet.waves == (Wave("canary", "static"), Wave("rest"))
    assert fleet.members == (
        Member(
            "orders",
            f"{tmp_path}/inventory/fleet.yaml:13",
            path=tmp_path / "inventory" / ".." / "orders",
            team="pay",
            answers={"organisation": "pay", "tier": 2},
            wave="canary",
            pin=Pin("1.2.0", "freeze", date(2027, 1, 31)),
        ),
        Member(
            "ledger",
            f"{tmp_path}/inventory/fleet.yaml:12",
            url="https://example.com/l.git",
            folder="services/l",
            team="pay",
            tier="1",
            language="go",
            answers={"organisation": "pay", "tier": 3},
            wave="rest",
        ),
    )


def test_readme_shows_an_inventory(read, tmp_path):
    """Which is one, whole."""
    text = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    block = text.partition("## Fleets")[2].partition("```yaml\n")[2].partition("```")[0]
    (tmp_path / "clones").mkdir()
    (tmp_path / "catalog").mkdir()
    assert [(one.name, one.wave) for one in read(block).members] == [
        ("orders", "canary"),
        ("carts", "rest"),
        ("ledger", "rest"),
    ]


def test_fleet_without_waves_has_one(read):
    """Nobody has to think of waves."""
    fleet = read("members: [{name: a, path: a}]\n")
    assert fleet.waves == (Wave("everyone"),)
    assert [member.wave for member in fleet.members] == ["everyone"]


def test_pin_holds_through_its_last_day():
    """And not one day more."""
    pin = Pin("1.0.0", "freeze", date(2027, 1, 31))
    assert [pin.holds(date(2027, 1, 31)), pin.holds(date(2027, 2, 1))] == [True, False]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("    path: ../orders", "    paht: ../orders", "14: paht: unknown here; there are name, "),
        ("    team: pay", "    team: [pay]", "15: members.team: ['pay'] is not of type 'string'"),
        ("name: canary, verify: static", "name: canary, verify: deep", "9: waves.verify: 'deep'"),
        ("reason: freeze, ", "", "17: members.pin: 'reason' is a required property"),
        ("2027-01-31", "2027-02-31", "17: day is out of range for month"),
        ("{wave: canary, answers", "{wave: first, answers", "5: wave: there is no first; "),
        ("~=1.2", "~~1", "1: version: '~~1' is no range of versions"),
        ("    path: ../orders\n", "", "13: member orders: must have either a path or a url"),
        ("name: ledger", "name: orders", "13: member orders: named on line 12 already"),
        ("folder: services/l", "folder: ../up", "12: members.folder: "),
        ("{name: rest}", "{name: canary}", "7: wave: there is no rest; there are canary"),
    ],
)
def test_bad_line_is_named(old, new, expected, faults):
    """Where it stands, what is wrong, what there is."""
    assert WHOLE.count(old) == 1
    assert any(fault.startswith(expected) for fault in faults(WHOLE.replace(old, new)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("members: []\nwaves: [{name: a}]\nmembers: []\n", "3: members: stands on line 1 already"),
        ("members:\n  - name: a\n    path: b\n    path: c\n", "4: path: stands on line 3 already"),
    ],
)
def test_key_that_stands_twice_is_refused(text, expected, faults):
    """Half a fleet would be gone without a word."""
    assert faults(text) == [expected]


def test_repository_of_two_members_is_refused(faults):
    """Unless they stand in folders of it."""
    text = "members:\n  - {name: a, path: x}\n  - {name: b, path: y/../x}\n"
    assert faults(text) == ["3: member b: is the repository of a; give it a folder"]


def test_clone_that_is_listed_by_another_name_is_one_member(read, tmp_path):
    """It is not found once more."""
    clone(tmp_path / "clones" / "orders")
    text = "sources: [{directory: ../clones}]\nmembers: [{name: o, path: ../clones/orders}]\n"
    assert [member.name for member in read(text).members] == ["o"]


def test_every_bad_line_is_named_at_once(faults):
    """Nobody mends an inventory one run at a time."""
    text = "members:\n  - {name: a, path: a, x: 1}\n  - {path: b}\nwave: []\n"
    assert [fault.partition(":")[0] for fault in faults(text)] == ["2", "3", "4"]


@pytest.mark.parametrize("text", ["a: [", "a: 1\n---\nb: 1\n", "[]\n", ""])
def test_file_that_is_no_inventory_is_refused(text, read):
    """Whatever it is."""
    with pytest.raises(UsageError, match=r"fleet\.yaml"):
        read(text)


def test_schema_is_a_schema():
    """Editors read it."""
    Draft202012Validator.check_schema(json.loads(SCHEMA_FILE.read_text()))


def clone(place: Path, *, bare: bool = False) -> None:
    words = ("git", "init", "--quiet", *(["--bare"] if bare else []), str(place))
    subprocess.run(words, check=True)


def test_directory_of_clones_is_a_source(read, tmp_path):
    """Bare ones too; what is listed under members is taken from there."""
    clone(tmp_path / "clones" / "orders")
    clone(tmp_path / "clones" / "ledger.git", bare=True)
    clone(tmp_path / "clones" / "stock")
    (tmp_path / "clones" / "notes").mkdir()
    answers = "_src_path: scaffold:service\n_commit: 1.0.0\nteam: pay\ntier: '1'\n"
    (tmp_path / "clones" / "orders" / ".copier-answers.yml").write_text(answers)
    fleet = read("sources: [{directory: ../clones}]\nmembers: [{name: stock, url: 'u'}]\n")
    found = {member.name: (member.team, member.tier, member.url) for member in fleet.members}
    assert found == {"stock": ("", "", "u"), "ledger": ("", "", ""), "orders": ("pay", "1", "")}


COMPONENT = """\
kind: Component
metadata:
  name: {name}
  labels: {{tier: "1"}}
  annotations: {{{annotation}}}
spec: {{owner: "group:default/pay"}}
"""


@pytest.mark.parametrize(
    ("annotation", "url", "folder"),
    [
        ("github.com/project-slug: acme/orders", "https://github.com/acme/orders.git", ""),
        (
            "backstage.io/source-location: 'url:https://example.com/a/b/tree/main/services/x/'",
            "https://example.com/a/b",
            "services/x",
        ),
        (
            "backstage.io/source-location: 'url:https://example.com/a/b/-/tree/main/'",
            "https://example.com/a/b",
            "",
        ),
        (
            "backstage.io/source-location: 'url:https://example.com/a/b/'",
            "https://example.com/a/b",
            "",
        ),
    ],
)
def test_backstage_component_names_its_repository(annotation, url, folder, read, tmp_path):
    """With its owner and tier; other kinds are passed over."""
    text = COMPONENT.format(name="orders", annotation=annotation)
    (tmp_path / "catalog.yaml").write_text("kind: Location\n---\n" + text)
    (member,) = read("sources: [{backstage: ../catalog.yaml}]\n").members
    assert (member.url, member.folder, member.team, member.tier) == (url, folder, "pay", "1")
    assert member.place == f"{tmp_path}/inventory/../catalog.yaml:5"


def test_backstage_component_without_repository_is_refused(read, tmp_path):
    """By the line of its name."""
    (tmp_path / "catalog.yaml").write_text(COMPONENT.format(name="orders", annotation=""))
    with pytest.raises(UsageError, match=r"catalog\.yaml:3: orders names no repository"):
        read("sources: [{backstage: ../catalog.yaml}]\n")


def test_two_sources_that_disagree_are_refused(read, tmp_path):
    """Until the inventory says which is meant."""
    for folder in ("one", "two"):
        clone(tmp_path / folder / "orders")
    sources = "sources: [{directory: ../one}, {directory: ../two}]\n"
    with pytest.raises(UsageError, match="both named orders"):
        read(sources)
    assert len(read(f"{sources}members: [{{name: orders, path: ../one/orders}}]\n").members) == 1


@pytest.mark.parametrize(
    ("name", "annotation", "said"),
    [
        ("../x", "github.com/project-slug: a/b", "'../x' is no name"),
        ("-x", "github.com/project-slug: a/b", "'-x' is no name"),
        (
            "orders",
            "backstage.io/source-location: 'url:https://example.com/a/b/tree/main/../../c/'",
            "'../../c' is no folder",
        ),
    ],
)
def test_what_others_have_written_names_no_file_elsewhere(name, annotation, said, read, tmp_path):
    """Patches and branches are called by it."""
    (tmp_path / "catalog.yaml").write_text(COMPONENT.format(name=name, annotation=annotation))
    with pytest.raises(UsageError, match=re.escape(said)):
        read("sources: [{backstage: ../catalog.yaml}]\n")


def test_every_source_is_in_the_schema():
    """And nothing else is."""
    found = json.loads(SCHEMA_FILE.read_text())["properties"]["sources"]["items"]["properties"]
    assert set(found) == set(SOURCES)
