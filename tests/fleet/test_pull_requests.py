"""A change reaches GitHub and GitLab as one request, however often and badly it is tried."""

import base64
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from history import LINES, OURS, edit, git, put
from standins import TOKEN, GitHub, Hub, Said

from scaffold.commands.fleet.apply import Wanted, apply
from scaffold.commands.new import Wanted as New
from scaffold.commands.new import create
from scaffold.fleet import shelf
from scaffold.fleet.outcome import Applied, Outcome

PROGRAM = (sys.executable, "-c", "from scaffold.cli import main; main()", "fleet")
BRANCH = "scaffold/orders/2.0.0"


@pytest.fixture
def orders(hub, member, listing) -> Callable[..., Path]:
    """One member on the server; its inventory opens requests as ``requests`` says."""

    def write(**requests: object) -> Path:
        if "acme/orders" not in hub.traits:
            hub.add("acme/orders", member("orders"), topics=["team-pay"])
        return listing({"requests": requests}, team_topic="team-")

    return write


def run(path: Path) -> dict[str, Applied]:
    wanted = Wanted(path, "pull-request", path.parent / "patches", jobs=1)
    with apply(wanted) as course:
        return {row.member: row for row in (*course.before, *course.rows)}


def fleet(*words: str | Path, cwd: Path) -> tuple[int, str, str]:
    done = subprocess.run(
        (*PROGRAM, *map(str, words)), check=False, capture_output=True, text=True, cwd=cwd
    )
    return done.returncode, done.stdout, done.stderr


def standing(hub: Hub) -> list[tuple[str, str]]:
    """Branch and state of every request, in GitHub's words."""
    if hub.kind == "github":
        return [(row["head"]["ref"], row["state"]) for row in hub.requests]
    states = {"opened": "open"}
    return [(r["source_branch"], states.get(r["state"], r["state"])) for r in hub.requests]


def close(hub: Hub, **words: str) -> None:
    """Do what somebody does on the page of the first request."""
    hub.requests[0].update({"state": "closed", **words})


def url(row: dict) -> str:
    return row.get("html_url") or row["web_url"]


def body(row: dict) -> str:
    return row["body"] if "body" in row else row["description"]


def written(hub: Hub) -> list[str]:
    """Questions to the API that change something."""
    return [line for line in hub.log if line.startswith(("POST", "PUT", "PATCH"))]


def push_to(hub: Hub, tmp_path: Path, branch: str, files: dict) -> None:
    """Commit to a branch of the member as somebody would."""
    shutil.rmtree(tmp_path / "theirs", ignore_errors=True)
    server = hub.root / "acme/orders.git"
    git("clone", "--quiet", "--branch", branch, str(server), str(tmp_path / "theirs"), cwd=tmp_path)
    edit(tmp_path / "theirs", files)
    git("push", "--quiet", "origin", branch, cwd=tmp_path / "theirs")


def test_request_is_opened_once(hub, orders):
    """For the branch as ``branch`` makes it; again is the same request, and writes nothing."""
    path = orders()
    row = run(path)["orders"]
    (request,) = hub.requests
    assert (row.outcome, row.where) == (Outcome.APPLIED, url(request))
    assert standing(hub) == [(BRANCH, "open")]
    assert git("show", f"{BRANCH}:c", cwd=hub.root / "acme/orders.git") == "c\n"
    before = written(hub)
    assert len(before) == 1
    assert (run(path)["orders"].where, written(hub)) == (row.where, before)


def test_request_merges_into_the_branch_that_head_is_on(hub, orders):
    """Whatever it is called."""
    path = orders()
    for words in (("branch", "-m", "main", "trunk"), ("symbolic-ref", "HEAD", "refs/heads/trunk")):
        git(*words, cwd=hub.root / "acme/orders.git")
    assert run(path)["orders"].outcome is Outcome.APPLIED
    (request,) = hub.requests
    base = request["base"]["ref"] if hub.kind == "github" else request["target_branch"]
    assert base == "trunk"


def test_request_says_what_is_to_know(hub, orders):
    """Versions, files by what becomes of them, notes, proof, and the way back."""
    run(orders(notes="https://notes.example/{version}.html"))
    (request,) = hub.requests
    assert request["title"] == "Update orders to template 2.0.0"
    text = body(request)
    assert text.startswith("Brings `orders` from template 1.0.0 to 2.0.0, ")
    for part in (
        "[Release notes](https://notes.example/2.0.0.html)",
        "**Changed**: 2\n\n- `.copier-answers.yml`\n- `a`\n",
        "**Added**: 1\n\n- `c`\n",
        "nothing was verified before this was opened",
        "pin `orders` to 1.0.0 in the fleet's inventory",
    ):
        assert part in text


def test_request_names_files_with_edits_of_the_owners(hub, member, listing):
    """They are the ones to look at."""
    hub.add("acme/orders", member("orders", {"a": f"mine\n{LINES}"}))
    run(listing())
    text = body(hub.requests[0])
    assert "**Merged with edits that were made here**: 1\n\n- `a`\n" in text


@pytest.mark.parametrize("hub", [GitHub], indirect=True)
def test_request_says_what_was_proven(hub, listing, tmp_path):
    """At which level, with how many checks and by which tools."""
    made = create(New("orders", tmp_path / "orders", defaults=True, template_version="1.0.0"))
    hub.add("acme/orders", made.root)
    waves = [{"name": "all", "verify": "static"}]
    row = run(listing({"waves": waves, "template": {"source": "service"}}))["orders"]
    assert (row.outcome, row.findings, row.error) == (Outcome.APPLIED, (), "")
    text = body(hub.requests[0])
    assert "`scaffold verify --level static` was run on exactly these files: " in text
    assert re.search(r"files: \d+ passed.*\n\nJudged by .*promql-parser \d", text)
    assert re.search(r"<details><summary><b>Changed</b>: \d\d</summary>\n\n- `", text)
    assert re.search(r"\*\*Moved\*\*: 1\n\n- `docs/\S+` to `docs/objectives.md`\n", text)


def test_request_has_labels_reviewers_and_is_a_draft(hub, orders):
    """As the inventory says; once."""
    reviewers = {"pay": ["ann", "acme/pay-devs"] if hub.kind == "github" else ["ann"]}
    path = orders(labels=["scaffold", "chore"], draft=True, reviewers=reviewers)
    run(path)
    before = written(hub)
    run(path)
    assert written(hub) == before
    (request,) = hub.requests
    if hub.kind == "github":
        assert request["draft"] is True
        assert [label["name"] for label in request["labels"]] == ["chore", "scaffold"]
        assert request["requested_reviewers"] == [{"login": "ann"}]
        assert request["requested_teams"] == [{"slug": "pay-devs"}]
    else:
        assert request["title"].startswith("Draft: Update orders")
        assert request["labels"] == ["scaffold", "chore"]
        assert request["reviewers"] == [{"id": 7}]


def test_reviewer_that_is_unknown_is_named(hub, orders):
    """By GitLab before anything is opened, by GitHub after; never silently."""
    refused = Said(422, {"message": "Reviews may only be requested from collaborators."})
    hub.fail("POST .*/requested_reviewers", refused)
    row = run(orders(reviewers={"pay": ["bob"]}))["orders"]
    assert row.outcome is Outcome.FAILED
    expected = {"github": "only be requested from collaborators", "gitlab": "knows no user bob"}
    assert expected[hub.kind] in row.error


def test_request_follows_what_is_to_say(hub, orders):
    """While nobody has edited it; a draft that somebody made ready stays ready."""
    run(orders(draft=True))
    (request,) = hub.requests
    if hub.kind == "gitlab":
        request["title"] = request["title"].removeprefix("Draft: ")
    path = orders(draft=True, notes="https://notes.example/{version}")
    run(path)
    assert "https://notes.example/2.0.0" in body(request)
    assert request["title"] == "Update orders to template 2.0.0"
    before = written(hub)
    run(path)
    assert (written(hub), len(hub.requests)) == (before, 1)


@pytest.mark.parametrize("key", ["title", "body"])
def test_request_that_somebody_edited_is_theirs(key, hub, orders):
    """Not a letter of it is lost."""
    run(orders())
    key = {"body": "description"}.get(key, key) if hub.kind == "gitlab" else key
    hub.requests[0][key] = f"Mine: {hub.requests[0][key]}"
    before = (dict(hub.requests[0]), written(hub))
    assert run(orders(notes="https://notes.example/{version}"))["orders"].where
    assert (hub.requests[0], written(hub)) == before


def test_older_request_is_superseded(hub, orders, history):
    """Its owners are told by what, once; its branch stays. Requests of others stay as well."""
    path = orders()
    run(path)
    hub.requests.append({**json.loads(json.dumps(hub.requests[0])), "number": 9, "iid": 9})
    other = hub.requests[1]
    if hub.kind == "github":
        other["head"]["ref"] = "scaffold/orders-api/1.5.0"
    else:
        other["source_branch"] = "scaffold/orders-api/1.5.0"
    history.release({"c": "more\n"})
    shelf.known_releases.cache_clear()
    hub.fail("(PATCH .*/pulls|PUT .*/merge_requests)/1$", Said(400, {"message": "not now"}))
    assert "not now" in run(path)["orders"].error
    row = run(path)["orders"]
    assert (row.to_version, row.outcome) == ("3.0.0", Outcome.APPLIED)
    assert standing(hub) == [
        (BRANCH, "closed"),
        ("scaffold/orders-api/1.5.0", "open"),
        ("scaffold/orders/3.0.0", "open"),
    ]
    (said,) = hub.said[1]
    assert said.startswith(f"{row.where} takes its place.")
    assert hub.has_branch("acme/orders", BRANCH)


def test_request_that_was_closed_is_not_opened_again(hub, orders):
    """Its owners have decided; whoever runs the fleet is told what to do."""
    path = orders()
    run(path)
    close(hub)
    row = run(path)["orders"]
    assert row.outcome is Outcome.FAILED
    assert f"{url(hub.requests[0])} was closed without a merge; reopen it, or pin" in row.error
    assert len(hub.requests) == 1


def test_request_that_was_merged_leaves_nothing_to_do(hub, orders):
    """The member is current."""
    path = orders()
    run(path)
    server = hub.root / "acme/orders.git"
    git("update-ref", "refs/heads/main", BRANCH, cwd=server)
    close(
        hub,
        **({"merged_at": "2026-11-24T12:00:00Z"} if hub.kind == "github" else {"state": "merged"}),
    )
    assert run(path)["orders"].outcome is Outcome.CURRENT


def test_branch_that_holds_something_else_is_left(hub, orders, tmp_path):
    """Nothing is opened for what is not ours."""
    path = orders()
    server = hub.root / "acme/orders.git"
    git("update-ref", f"refs/heads/{BRANCH}", "main", cwd=server)
    push_to(hub, tmp_path, BRANCH, {"theirs": "x\n"})
    tip = git("rev-parse", BRANCH, cwd=server)
    row = run(path)["orders"]
    assert (row.outcome, hub.requests) == (Outcome.FAILED, [])
    assert "holds something else already" in row.error
    assert git("rev-parse", BRANCH, cwd=server) == tip


def test_base_that_moved_on_elsewhere_changes_nothing(hub, orders, tmp_path):
    """The request still says what it said."""
    path = orders()
    first = run(path)["orders"]
    push_to(hub, tmp_path, "main", {"theirs": "x\n"})
    before = written(hub)
    again = run(path)["orders"]
    assert (again.outcome, again.where, written(hub)) == (Outcome.APPLIED, first.where, before)


def test_branch_follows_a_base_that_moved_on(hub, orders, tmp_path):
    """It is the update of what is committed now, and the request goes on with it; again too."""
    path = orders()
    first = run(path)["orders"]
    server = hub.root / "acme/orders.git"
    for mine in ("mine", "more"):
        push_to(hub, tmp_path, "main", {"a": f"{mine}\n{LINES}"})
        again = run(path)["orders"]
        assert (again.outcome, again.where, again.error) == (Outcome.APPLIED, first.where, "")
        assert git("show", f"{BRANCH}:a", cwd=server).startswith(f"{mine}\n")
        assert git("rev-parse", f"{BRANCH}^", cwd=server) == git("rev-parse", "main", cwd=server)
    assert standing(hub) == [(BRANCH, "open")]
    assert "**Merged with edits that were made here**: 1" in body(hub.requests[0])


def test_branch_that_somebody_worked_on_is_never_made_anew(hub, orders, tmp_path):
    """Whatever has become of the base."""
    path = orders()
    run(path)
    push_to(hub, tmp_path, BRANCH, {"theirs": "x\n"})
    push_to(hub, tmp_path, "main", {"a": f"mine\n{LINES}"})
    row = run(path)["orders"]
    assert (row.outcome, "holds something else already" in row.error) == (Outcome.FAILED, True)
    assert git("show", f"{BRANCH}:theirs", cwd=hub.root / "acme/orders.git") == "x\n"


def test_conflict_opens_nothing(hub, member, listing):
    """And pushes nothing."""
    hub.add("acme/orders", member("orders", {"a": OURS}))
    assert run(listing())["orders"].outcome is Outcome.CONFLICTS
    assert (hub.requests, hub.has_branch("acme/orders", BRANCH)) == ([], False)


def test_request_of_a_fork_is_not_ours(hub, orders):
    """However its branch is called."""
    run(orders())
    (theirs,) = hub.requests
    if hub.kind == "github":
        theirs["head"] |= {"repo": {"full_name": "eve/orders"}, "label": f"eve:{BRANCH}"}
    else:
        theirs["source_project_id"] = 2
    assert run(orders())["orders"].where == url(hub.requests[1])
    assert standing(hub) == [(BRANCH, "open"), (BRANCH, "open")]


@pytest.mark.parametrize("moment", ["before", "after"])
def test_killed_run_leaves_one_request(moment, hub, orders, tmp_path):
    """SIGKILL between push and request, or just after it was opened: the next run finds it."""
    path = orders()
    code = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from scaffold.commands.fleet.apply import Wanted, apply\n"
        "from scaffold.fleet.hosts import SERVERS\n"
        "server = SERVERS[sys.argv[2]]\n"
        "opens = server.open_request\n"
        "def die(*words):\n"
        "    if sys.argv[3] == 'after': opens(*words)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "server.open_request = die\n"
        "wanted = Wanted(Path(sys.argv[1]), 'pull-request', Path('patches'), jobs=1)\n"
        "with apply(wanted) as course: list(course.rows)\n"
    )
    words = (sys.executable, "-c", code, str(path), hub.kind, moment)
    assert subprocess.run(words, check=False, cwd=tmp_path).returncode == -signal.SIGKILL
    assert hub.has_branch("acme/orders", BRANCH)
    assert len(hub.requests) == (moment == "after")
    code, out, _ = fleet("apply", "--push", "pull-request", "-j", "1", cwd=tmp_path)
    assert (code, standing(hub)) == (0, [(BRANCH, "open")])
    assert out == (
        f"orders  applied   1.0.0 -> 2.0.0    {url(hub.requests[0])}\n1 member: 1 applied\n"
    )


def test_members_in_parallel_get_one_request_each(hub, member, listing, tmp_path):
    """Killed with all its processes and begun again, besides."""
    names = [f"m{number}" for number in range(6)]
    for name in names:
        hub.add(f"acme/{name}", member(name))
    listing()
    words = ("apply", "--push", "pull-request", "-j", "2", "--output-format", "json")
    with subprocess.Popen(
        (*PROGRAM, *words), cwd=tmp_path, stdout=subprocess.PIPE, start_new_session=True
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        os.killpg(process.pid, signal.SIGKILL)
    code, out, _ = fleet(*words, cwd=tmp_path)
    assert code == 0
    assert sorted(standing(hub)) == [(f"scaffold/{name}/2.0.0", "open") for name in names]
    assert {json.loads(line)["outcome"] for line in out.splitlines()} == {"applied"}


@pytest.mark.parametrize(
    ("said", "waits"),
    [
        (lambda _: Said(502, {"message": "Server Error"}), 1),
        (lambda _: Said(403, {"message": "You have exceeded a secondary rate limit."}), 61),
        (lambda hub: hub.limited(time.time() + 100), 101),
        (lambda _: Said(429, {"message": "slow down"}, {"Retry-After": "30"}), 31),
    ],
)
@pytest.mark.parametrize("when", ["GET .*(pulls|merge_requests)", "POST .*(pulls|merge_requests)"])
def test_server_that_is_busy_is_asked_again(when, said, waits, hub, orders, naps):
    """After the time that it asks for; one request comes of it."""
    path = orders()
    hub.fail(f"{when}$", said(hub))
    row = run(path)["orders"]
    assert (row.outcome, row.attempts, len(hub.requests)) == (Outcome.APPLIED, 2, 1)
    assert naps == [pytest.approx(waits, abs=2.5)]


@pytest.mark.parametrize("service", ["git-upload-pack", "git-receive-pack"])
@pytest.mark.parametrize("status", [429, 502])
def test_git_that_meets_a_busy_server_tries_again(status, service, hub, orders, naps):
    """When it fetches, and when it pushes."""
    path = orders()
    hub.fail(f"git .*/info/refs.service={service}", Said(status))
    row = run(path)["orders"]
    assert (row.outcome, row.attempts, len(hub.requests)) == (Outcome.APPLIED, 2, 1)
    assert naps == [1.0]


def test_branch_that_moves_while_it_is_replaced_is_left(hub, orders, tmp_path, naps):
    """Somebody was faster: the next look sees what they did."""
    path = orders()
    run(path)
    push_to(hub, tmp_path, "main", {"a": f"mine\n{LINES}"})

    def meanwhile() -> None:
        push_to(hub, tmp_path, BRANCH, {"theirs": "x\n"})

    hub.fail("git .*/info/refs.service=git-receive-pack", meanwhile)
    row = run(path)["orders"]
    assert (row.outcome, "holds something else already" in row.error) == (Outcome.FAILED, True)
    assert naps == [1.0]
    assert git("show", f"{BRANCH}:theirs", cwd=hub.root / "acme/orders.git") == "x\n"


def test_server_that_does_not_answer_is_asked_again(hub, orders, naps, monkeypatch):
    """It may be slow, or hang up."""
    monkeypatch.setattr("scaffold.web.TIMEOUT_SECONDS", 0.3)
    path = orders()
    hub.fail("POST", lambda: time.sleep(0.6))
    row = run(path)["orders"]
    assert (row.outcome, row.attempts, len(hub.requests)) == (Outcome.APPLIED, 2, 1)
    assert naps == [1.0]


def test_request_that_came_in_between_is_found(hub, orders, naps):
    """The server says that there is one; the next look sees it."""
    run(orders())
    (request,) = hub.requests
    empty = Said(200, [])
    hub.fail("GET .*(pulls|merge_requests)$", empty)
    assert run(orders())["orders"].where == url(request)
    assert (len(hub.requests), naps) == (1, [1.0])


def test_request_that_was_opened_without_an_answer_is_found(hub, orders, naps):
    """The server did it, and its answer was lost."""
    path = orders()

    def lose() -> Said:
        hub.routes(hub.asked)
        return Said(504, {"message": "timeout"})

    hub.fail("POST .*(pulls|merge_requests)$", lose)
    assert run(path)["orders"].outcome is Outcome.APPLIED
    assert (len(hub.requests), naps) == (1, [1.0])


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (401, "{} holds no token that is valid there, which needs the scope"),
        (403, "{} may not do that, which needs the scope"),
        (404, "it is not there, or {} may not see it, which needs the scope"),
        (422, "answers 422: no; head is invalid"),
        (307, "answers 307: no\nit has moved; the inventory needs its new address"),
    ],
)
def test_refusal_says_what_to_do(status, expected, hub, orders):
    """One attempt; the member is a row, with the branch in its place for the next run."""
    path = orders()
    content = {"message": "no", "errors": [{"message": "head is invalid"}]}
    hub.fail("POST", Said(status, content if status == 422 else {"message": "no"}))
    row = run(path)["orders"]
    assert (row.outcome, hub.requests) == (Outcome.FAILED, [])
    assert expected.format(hub.variable) in row.error
    assert run(path)["orders"].outcome is Outcome.APPLIED


def test_member_without_a_server_is_refused(member, inventory):
    """A clone on this machine, or a server that nobody named."""
    member("orders")
    row = run(inventory("orders"))["orders"]
    assert row.outcome is Outcome.FAILED
    assert "orders is on this machine; requests are opened for members with the url" in row.error


def test_token_is_shown_nowhere(hub, orders, tmp_path, monkeypatch):
    """No file, no output, no argument of a program and no address holds it."""
    path = orders()
    (tmp_path / "bin").mkdir()
    real = shutil.which("git")
    put(tmp_path / "bin", {"git": f'#!/bin/sh\necho "$@" >> {tmp_path}/words\nexec {real} "$@"\n'})
    (tmp_path / "bin/git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}/bin:{os.environ['PATH']}")
    hub.fail("POST", Said(400, {"message": f"{TOKEN}?"}))
    said = ""
    for words in (("plan",), ("apply", "--push", "pull-request"), ("status",), ("apply",)):
        code, out, err = fleet(*words, "--fleet", path, cwd=tmp_path)
        said += f"{code}{out}{err}"
    encoded = base64.b64encode(f"{hub.login}:{TOKEN}".encode()).decode()
    files = [file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()]
    assert "***?" in said
    assert "push --quiet" in (tmp_path / "words").read_text()
    for secret in (TOKEN, encoded, encoded.rstrip("=")):
        assert secret not in said
        assert not [content for content in files if secret.encode() in content]


@pytest.mark.parametrize("push", ["branch", "commit"])
def test_other_pushes_use_the_token_as_well(push, hub, orders):
    """To fetch and to push."""
    with apply(Wanted(orders(), push, jobs=1)) as course:
        assert [row.outcome for row in course.rows] == [Outcome.APPLIED]
    branch = {"branch": BRANCH, "commit": "main"}[push]
    assert git("show", f"{branch}:c", cwd=hub.root / "acme/orders.git") == "c\n"


@pytest.mark.parametrize(
    ("token", "expected"),
    [("another", "{} may not do that; the token needs"), ("", "{} is not set; the token needs")],
)
def test_git_that_is_turned_away_names_the_token(token, expected, hub, inventory, monkeypatch):
    """Which one it was, and what it needs."""
    more = {"orders": {"url": hub.add("acme/orders")}}
    path = inventory("orders", more=more, hosts=[{"kind": hub.kind, "api": hub.address}])
    monkeypatch.setenv(hub.variable, token)
    assert expected.format(hub.variable) in run(path)["orders"].error
