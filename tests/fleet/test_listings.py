"""What a server lists becomes members: those that were asked for, in the same order each time."""

import time
from pathlib import Path
from urllib.parse import quote

import pytest
import yaml
from history import git
from jsonschema import Draft202012Validator
from standins import TOKEN, GitHub, GitLab, Said

from scaffold.commands.fleet.apply import Wanted, apply
from scaffold.commands.fleet.bootstrap import bootstrap
from scaffold.commands.fleet.plan import Wanted as Plan
from scaffold.commands.fleet.plan import plan
from scaffold.errors import ScaffoldError, UsageError
from scaffold.fleet.deeds import Start
from scaffold.fleet.forecast import State
from scaffold.fleet.inventory import read_fleet
from scaffold.fleet.outcome import Outcome
from scaffold.fleet.schema import read_schema
from scaffold.fleet.selection import Selection, select

FORK = {"github": {"fork": True}, "gitlab": {"forked_from_project": {"id": 1}}}


def names(path) -> list[str]:
    return [member.name for member in read_fleet(path).members]


def list_path(hub) -> str:
    return {"github": "/orgs/acme/repos", "gitlab": "/groups/acme/projects"}[hub.kind]


def test_listing_goes_on_to_its_last_page(hub, listing):
    """In the order of names, whatever the server's is."""
    for name in ("orders", "carts", "stock", "bills", "users"):
        hub.add(f"acme/{name}")
    hub.add("other/ledger")
    hub.page = 2
    assert names(listing()) == ["bills", "carts", "orders", "stock", "users"]
    assert hub.log == [f"GET {list_path(hub)}"] * 3


def test_member_says_where_it_is(hub, listing):
    """Its address, its server, and its team where a topic names one."""
    url = hub.add("acme/orders", topics=["go", "team-pay", "team-all"])
    (member,) = read_fleet(listing(team_topic="team-")).members
    assert (member.url, member.team, member.place) == (url, "all", f"{hub.url}/acme/orders")
    assert member.host is not None
    assert (member.host.kind, member.host.api) == (hub.kind, hub.address)
    (member,) = read_fleet(listing(clone="ssh")).members
    assert (member.url, member.team) == ("git@127.0.0.1:acme/orders.git", "")


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, ["go-old", "orders", "ts-web"]),
        ({"topics": ["service"]}, ["orders"]),
        ({"topics": ["service", "none"]}, []),
        ({"include": ["go-*", "ts-*"]}, ["go-old", "ts-web"]),
        ({"include": ["*s"], "exclude": ["or*"]}, []),
        ({"archived": True}, ["attic", "go-old", "orders", "ts-web"]),
        ({"forks": True}, ["copy", "go-old", "orders", "ts-web"]),
    ],
)
def test_listing_is_filtered(options, expected, hub, listing):
    """Without a word, what nobody works on or owns stays out; so does what no service is called."""
    hub.add("acme/orders", topics=["service", "go"])
    hub.add("acme/go-old")
    hub.add("acme/ts-web")
    hub.add("acme/attic", archived=True)
    hub.add("acme/copy", **FORK[hub.kind])
    hub.add("acme/.github")
    hub.add("acme/ends-", topics=["service"])
    assert names(listing(**options)) == expected


def test_templates_of_github_stay_out(listing, hub):
    """And what was disabled; GitLab's that are about to be deleted."""
    hub.add("acme/orders")
    hub.add("acme/form", is_template=True, marked_for_deletion_on="2026-12-01")
    hub.add("acme/gone", disabled=True, repository_access_level="disabled")
    assert names(listing()) == ["orders"]
    if hub.kind == "github":
        assert names(listing(templates=True)) == ["form", "orders"]


@pytest.mark.parametrize("hub", [GitLab], indirect=True)
def test_subgroups_are_listed(hub, listing):
    """With their groups in their places; two of one name are refused until one is listed."""
    url = hub.add("acme/pay/orders")
    hub.add("acme/shop/carts")
    assert names(listing()) == ["orders", "carts"]
    hub.add("acme/shop/orders")
    with pytest.raises(UsageError, match=r"/acme/pay/orders and .*/acme/shop/orders are both"):
        read_fleet(listing())
    rows = [{"name": "pay", "url": url}, {"name": "orders", "url": hub.add("acme/shop/o")}]
    assert "pay" in names(listing({"members": rows}))


def test_listed_member_is_not_found_once_more(hub, listing):
    """By its own name in the inventory; its server is known by its address."""
    url = hub.add("acme/orders")
    (member,) = read_fleet(listing({"members": [{"name": "o", "url": url}]})).members
    assert member.name == "o"
    assert member.host is not None
    assert member.host.variable == hub.variable


@pytest.mark.parametrize(
    "address", ["{}/acme/Orders/", "{}/acme/orders.git", "git@127.0.0.1:acme/orders"]
)
def test_repository_with_two_addresses_is_one_member(address, hub, listing):
    """A catalog, a listing and an inventory need not call it by the same one."""
    hub.add("acme/orders")
    rows = [{"name": "o", "url": address.format(hub.url)}]
    assert names(listing({"members": rows})) == ["o"]
    rows.append({"name": "p", "url": f"{hub.url}/acme/orders.git"})
    with pytest.raises(UsageError, match="member p: is the repository of o"):
        names(listing({"members": rows}))


def test_server_of_a_member_is_one_that_hosts_names(hub, tmp_path):
    """Its token's variable as well."""
    hosts = f"[{{kind: {hub.kind}, api: '{hub.address}', token_variable: OURS}}]"
    rows = f"[{{name: a, url: '{hub.url}/acme/a.git'}}, {{name: b, url: 'https://b.example/a/b'}}]"
    (tmp_path / "fleet.yaml").write_text(f"hosts: {hosts}\nmembers: {rows}\n")
    found = [member.host for member in read_fleet(tmp_path / "fleet.yaml").members]
    assert found[1] is None
    assert found[0] is not None
    assert (found[0].api, found[0].variable) == (hub.address, "OURS")


def test_order_of_a_listing_changes_nothing(hub, listing, member):
    """Shards have the same members, and a run that was not finished goes on."""
    for name in ("orders", "carts", "stock"):
        hub.add(f"acme/{name}", member(name))
    path = listing()
    before = read_fleet(path)
    with apply(Wanted(path, "none", jobs=1)) as course:
        first = next(course.rows)
    hub.traits = dict(reversed(hub.traits.items()))
    hub.add("acme/late", member("late"))
    after = read_fleet(path)
    for number in (1, 2):
        shard = Selection(shard=f"{number}/2")
        ours = [one for one in select(after, shard) if one.name != "late"]
        assert ours == list(select(before, shard))
    with apply(Wanted(path, "none", jobs=1)) as course:
        assert course.before == (first,)
        assert {row.member for row in course.rows} == {"late", "orders", "stock"}


def test_repository_that_vanishes_is_a_row(hub, listing, member):
    """Those beside it get theirs."""
    for name in ("orders", "stock"):
        hub.add(f"acme/{name}", member(name))
    with apply(Wanted(listing(), "branch", jobs=1)) as course:
        (hub.root / "acme/orders.git").rename(hub.root / "acme/elsewhere.git")
        rows = {row.member: row for row in course.rows}
    assert [rows[name].outcome for name in ("orders", "stock")] == [
        Outcome.FAILED,
        Outcome.APPLIED,
    ]
    assert f"{hub.url}/acme/orders.git" in rows["orders"].error
    assert f"{hub.variable} may not do that" in rows["orders"].error


def test_plan_reads_private_repositories(hub, listing, member):
    """The token goes to git as well."""
    hub.add("acme/orders", member("orders"))
    hub.add("acme/empty")
    _, rows = plan(Plan(listing(), jobs=1))
    assert {row.member: row.state for row in rows} == {
        "orders": State.BEHIND,
        "empty": State.ABSENT,
    }


def test_empty_repository_is_filled(hub, listing):
    """By the token as well; it then is a member like any other."""
    hub.add("acme/fresh")
    path = listing()
    for expected in (Start.CREATED, Start.PRESENT):
        _, rows = bootstrap(Plan(path, jobs=1), dry_run=False)
        assert [(row.outcome, row.error) for row in rows] == [(expected, "")]
    assert git("show", "main:c", cwd=hub.root / "acme/fresh.git") == "c\n"


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        (lambda hub: hub.limited(time.time() + 100), 100),
        (lambda _: Said(429, {"message": "slow down"}, {"Retry-After": "7"}), 7),
        (lambda _: Said(403, {"message": "You have exceeded a secondary rate limit."}), 60),
        (lambda _: Said(503, None, {"Retry-After": "3"}), 3),
        (lambda _: Said(502, {"message": "Server Error"}), 0),
    ],
)
def test_limit_is_waited_for(said, seconds, hub, listing, naps):
    """As long as the server says and a little longer; the listing then is whole."""
    for name in ("orders", "carts", "stock"):
        hub.add(f"acme/{name}")
    hub.page = 2
    hub.fail("GET", said(hub))
    assert names(listing()) == ["carts", "orders", "stock"]
    assert naps == [pytest.approx(seconds + 1.0, abs=2.5)]


def test_limit_that_takes_too_long_is_an_error(hub, listing, naps):
    """It says when to come back."""
    hub.add("acme/orders")
    hub.fail("GET", hub.limited(time.time() + 5 * 60 * 60))
    with pytest.raises(ScaffoldError, match=r"it asks to come back in 1[78]"):
        names(listing())
    assert naps == []


def test_server_that_stays_broken_is_an_error(hub, listing, naps):
    """After four attempts, with waits that may double."""
    hub.add("acme/orders")
    hub.fail("GET", *[Said(502, {"message": "Server Error"})] * 4)
    with pytest.raises(ScaffoldError, match=r"GET .* answers 502: Server Error$"):
        names(listing())
    assert naps == [1.0, 2.0, 4.0]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (Said(200, {"message": "hello"}), "answers something else than a list"),
        (Said(200, [1]), "answers something else than a list"),
        (Said(200, [{"id": 1}]), r"lists a repository without (full_name|path_with_namespace)"),
        (Said(200, "x", {"Link": '<https://x.example?page=1>; rel="next"'}), "something else"),
        (Said(403, {"message": "no"}, {"X-OAuth-Scopes": "gist"}), r"may not do that.*has: gist"),
        (Said(301, {"message": "moved"}, {"Location": "http://127.0.0.1:9/"}), "answers 301"),
    ],
)
def test_bad_answer_is_named(said, expected, hub, listing, naps):
    """By the question that got it."""
    hub.add("acme/orders")
    hub.fail("GET", said)
    with pytest.raises(ScaffoldError, match=expected) as caught:
        names(listing())
    assert hub.address in str(caught.value)
    assert naps == []


def test_page_after_which_it_comes_again_is_an_error(hub, listing):
    """Nothing goes round for ever; and no other machine is asked for the next page."""
    hub.add("acme/orders")
    link = '<https://elsewhere.example/x?page=2>; rel="next"'
    hub.fail("GET", *[Said(200, [], {"Link": link})] * 3)
    with pytest.raises(ScaffoldError, match="names itself as the next page"):
        names(listing())
    assert hub.log == [f"GET {list_path(hub)}"] * 2


def test_unknown_organisation_is_named(hub, listing):
    """It may be there for another token."""
    with pytest.raises(ScaffoldError, match=rf"(?s)answers 404: .*{hub.variable} may not see it"):
        names(listing())


def test_token_that_is_not_valid_is_not_shown(hub, listing, monkeypatch):
    """What is told is its variable, and what it needs."""
    hub.add("acme/orders")
    monkeypatch.setenv(hub.variable, "an-old-one")
    with pytest.raises(ScaffoldError, match=rf"{hub.variable} holds no token that is") as caught:
        names(listing())
    assert "an-old-one" not in str(caught.value)


def test_token_that_a_server_repeats_is_not_shown(hub, listing):
    """However it came to do so."""
    hub.fail("GET", Said(403, {"message": f"no: {TOKEN}"}))
    with pytest.raises(ScaffoldError, match=r"no: \*\*\*"):
        names(listing())


@pytest.mark.parametrize(
    ("token", "expected"),
    [(None, "is not set"), (" ", "is not set"), ("a b", "holds no token"), ("a\nb", "holds no")],
)
def test_token_that_is_none_is_refused(token, expected, hub, listing, monkeypatch):
    """Before anything is asked."""
    monkeypatch.delenv(hub.variable)
    if token is not None:
        monkeypatch.setenv(hub.variable, token)
    with pytest.raises(UsageError, match=rf"^{hub.variable}: {expected}"):
        names(listing())
    assert hub.log == []


@pytest.mark.parametrize("hub", [GitLab], indirect=True)
def test_name_of_a_group_is_quoted(hub, listing):
    """A subgroup can be the one that is listed."""
    hub.add("acme/pay/orders")
    assert names(listing(group="acme/pay")) == ["orders"]
    assert hub.log == [f"GET /groups/{quote('acme/pay', safe='')}/projects"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sources: [{github: {}}]", "1: sources.github: 'organisation' is a required property"),
        (
            "sources: [{gitlab: {group: a, token_variable: glpat-x}}]",
            "1: sources.gitlab.token_variable: must be the name of an environment variable",
        ),
        ("sources: [{github: {organisation: a, api: x}}]", "1: sources.github.api: 'x' does not"),
        ("sources: [{gitlab: {group: a, templates: true}}]", "1: templates: unknown here; "),
        ("requests: {notes: 'https://x'}", "1: requests.notes: 'https://x' does not match"),
        (
            "members: [{name: a, url: 'https://ghp_x@github.com/a/b'}]",
            "1: url: names a user, who may be a token",
        ),
        (
            "members: [{name: a, url: ../a.git}]",
            "1: url: ../a.git is a place on this machine; call it path",
        ),
    ],
)
def test_bad_key_is_named(text, expected, tmp_path):
    """And a token that stands in the file is not shown."""
    (tmp_path / "fleet.yaml").write_text(f"{text}\n")
    with pytest.raises(UsageError) as caught:
        read_fleet(tmp_path / "fleet.yaml")
    assert str(caught.value).partition("fleet.yaml:")[2].startswith(expected)
    assert "glpat-x" not in str(caught.value)
    assert "ghp_x" not in str(caught.value)


@pytest.mark.parametrize("hub", [GitHub], indirect=True)
def test_listing_of_github_enterprise_is_asked_at_its_api(hub, tmp_path, monkeypatch):
    """Nothing goes to github.com."""
    hub.add("acme/orders")
    monkeypatch.setenv("GHE_TOKEN", TOKEN)
    monkeypatch.delenv("GITHUB_TOKEN", raising=False)
    source = f"{{organisation: acme, api: '{hub.address}/', token_variable: GHE_TOKEN}}"
    (tmp_path / "fleet.yaml").write_text(f"sources: [{{github: {source}}}]\n")
    assert names(tmp_path / "fleet.yaml") == ["orders"]


def test_readme_shows_what_there_is():
    """Each of its keys is one."""
    text = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    block = text.partition("### GitHub and GitLab")[2].partition("```yaml\n")[2].partition("```")[0]
    assert list(Draft202012Validator(read_schema()).iter_errors(yaml.safe_load(block))) == []
