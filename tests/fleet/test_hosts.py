"""A server is known by its addresses, and the token goes to it alone."""

import os
import subprocess
import time
from dataclasses import replace

import pytest
from standins import TOKEN, Said

from scaffold.errors import ScaffoldError
from scaffold.fleet.hosts import SERVERS, api
from scaffold.fleet.hosts.host import KINDS, Host, git_environment, host_of
from scaffold.fleet.hosts.limits import seconds_to_wait
from scaffold.fleet.hosts.request import Request, State, is_ours, marked, marked_commit
from scaffold.web import Answer

GITHUB = host_of("github")
GITLAB = host_of("gitlab")
ENTERPRISE = host_of("github", "https://git.example.com/api/v3/")
BELOW = host_of("gitlab", "https://example.com/tools/gitlab/api/v4")
DATE = "Tue, 24 Nov 2026 12:00:00 GMT"
NOON = 1795521600


@pytest.mark.parametrize(
    ("host", "web"),
    [
        (GITHUB, "https://github.com"),
        (GITLAB, "https://gitlab.com"),
        (ENTERPRISE, "https://git.example.com"),
        (host_of("github", "https://api.acme.ghe.com"), "https://acme.ghe.com"),
        (BELOW, "https://example.com/tools/gitlab"),
        (host_of("github", "https://x.org/apiary/api/v3"), "https://x.org/apiary"),
        (host_of("gitlab", "http://10.0.0.1:8080/api/v4"), "http://10.0.0.1:8080"),
    ],
)
def test_api_says_where_repositories_are(host, web):
    """Whether it has a name of its own or a path below it."""
    assert host.web == web


@pytest.mark.parametrize(
    ("host", "url", "path"),
    [
        (GITHUB, "https://github.com/acme/orders.git", "acme/orders"),
        (GITHUB, "https://github.com/acme/orders/", "acme/orders"),
        (GITHUB, "git@github.com:acme/orders.git", "acme/orders"),
        (GITHUB, "github.com:acme/orders", "acme/orders"),
        (GITHUB, "ssh://git@github.com:22/acme/orders.git", "acme/orders"),
        (GITLAB, "https://gitlab.com/acme/pay/orders.git", "acme/pay/orders"),
        (BELOW, "https://example.com/tools/gitlab/acme/orders.git", "acme/orders"),
        (BELOW, "git@example.com:acme/orders.git", "acme/orders"),
        (ENTERPRISE, "https://git.example.com/acme/orders.git", "acme/orders"),
    ],
)
def test_repository_has_one_path(host, url, path):
    """By whichever address git finds it."""
    assert (host.has(url), host.path_of(url)) == (True, path)


@pytest.mark.parametrize(
    "url",
    [
        "http://github.com/acme/orders.git",
        "https://github.com.example.com/acme/orders.git",
        "https://example.com/github.com/orders.git",
        "https://gitlab.com/acme/orders.git",
        "git@gitlab.com:acme/orders.git",
        "/srv/github.com/orders",
        "file:///srv/orders.git",
        "https://[github.com/x",
        "",
    ],
)
def test_other_addresses_are_of_no_server(url):
    """What looks like one is none; nor is one that would carry a token in the open."""
    assert not GITHUB.has(url)


def test_token_goes_to_its_server_alone(tmp_path, monkeypatch):
    """Git takes it from the environment, beside what it takes from there already."""
    monkeypatch.setenv("GITHUB_TOKEN", f" {TOKEN}\n")
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "http.extraHeader")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "X-Theirs: 1")
    around = {**os.environ, **git_environment(GITHUB), "GIT_CONFIG_GLOBAL": os.devnull}

    def asked(url: str) -> str:
        words = ("git", "config", "--get-urlmatch", "http.extraHeader", url)
        return subprocess.run(
            words, env=around, cwd=tmp_path, check=True, capture_output=True, text=True
        ).stdout

    assert asked("https://github.com/acme/orders.git").startswith("Authorization: Basic ")
    for other in ("https://example.com/x", "http://github.com/x", "https://github.com.x.org/"):
        assert asked(other) == "X-Theirs: 1\n"


def test_git_goes_without_a_token_that_is_not_there(monkeypatch):
    """What is public needs none."""
    monkeypatch.delenv("GITHUB_TOKEN", raising=False)
    assert git_environment(GITHUB) == {}


def said(status: int, text: str = "", **headers: str) -> Answer:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer("http://x", status, "", {"date": DATE, **names}, text)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (said(200, x_ratelimit_remaining="0"), None),
        (said(404, retry_after="5"), None),
        (said(500), None),
        (said(503), None),
        (said(503, retry_after="5"), 5),
        (said(403, "Resource not accessible by integration"), None),
        (said(403, "no", x_ratelimit_remaining="12", x_ratelimit_reset=str(NOON + 9)), None),
        (said(403, x_ratelimit_remaining="0", x_ratelimit_reset=str(NOON + 90)), 90),
        (said(429, x_ratelimit_remaining="0", x_ratelimit_reset=str(NOON + 90)), 90),
        (said(429, ratelimit_remaining="0", ratelimit_reset=str(NOON + 30)), 30),
        (said(429, ratelimit_reset=str(NOON + 30)), 30),
        (said(429, ratelimit_remaining="9", ratelimit_reset=str(NOON + 30)), 60),
        (said(429, x_ratelimit_remaining="0", x_ratelimit_reset=str(NOON - 5)), 1),
        (said(429), 60),
        (said(429, x_ratelimit_remaining="0", x_ratelimit_reset="soon"), 60),
        (said(403, "You have exceeded a secondary rate limit"), 60),
        (said(403, "x", retry_after="Tue, 24 Nov 2026 12:02:00 GMT"), 120),
        (said(429, retry_after="0"), 1),
        (said(429, retry_after="soon"), 60),
    ],
)
def test_limits_are_understood(answer, expected):
    """By the server's clock, whatever this machine's says; what is no limit is none."""
    assert seconds_to_wait(answer) == expected


def test_server_without_a_clock_is_waited_for_by_ours():
    """Its answer has no date."""
    headers = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(int(time.time()) + 50)}
    found = seconds_to_wait(Answer("http://x", 403, "", headers, ""))
    assert found == pytest.approx(50, abs=2)


def request(title: str, body: str) -> Request:
    return Request(1, "u", "b", State.OPEN, title, body)


@pytest.mark.parametrize(
    ("title", "change", "expected"),
    [
        ("t", lambda body: body, True),
        ("t", lambda body: body.rstrip(), True),
        ("t", lambda body: body.replace("\n", "\r\n"), True),
        ("t", lambda body: f"- [x] {body}", False),
        ("t", lambda body: f"{body}\nLGTM", False),
        ("u", lambda body: body, False),
        ("t", lambda _: "", False),
    ],
)
def test_edit_of_a_request_is_noticed(title, change, expected):
    """What a server does to ends of lines is none."""
    body = change(marked("t", "one\n\ntwo\n", "a" * 40))
    assert is_ours(request(title, body)) is expected


def test_request_knows_its_commit():
    """While its mark is there."""
    assert marked_commit(request("t", marked("t", "x", "b" * 40))) == "b" * 40
    assert (marked_commit(request("t", "x")), marked_commit(None)) == ("", "")


def test_github_is_written_to_slowly(hub, monkeypatch, tmp_path):
    """One request a second, and none of them beside another; what only reads does not wait."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setitem(KINDS, "github", replace(KINDS["github"], api=hub.address))
    waited = []
    monkeypatch.setattr(api.time, "sleep", waited.append)
    host = Host(hub.kind, hub.address, hub.variable)
    hub.fail(".*", Said(200, {}), Said(200, {}))
    api.ask(host, "/x")
    assert waited == []
    api.ask(host, "/x", method="POST", content={})
    assert waited == [api.PAUSE_SECONDS]


def test_answer_that_is_no_request_is_named(hub):
    """By the server that gave it."""
    host = Host(hub.kind, hub.address, hub.variable)
    hub.add("acme/orders")
    hub.fail("GET", Said(200, [{"number": 1, "head": {"repo": {"full_name": "acme/orders"}}}]))
    with pytest.raises(ScaffoldError, match=rf"{hub.address}: answers a (pull|merge) request with"):
        SERVERS[hub.kind].find_requests(host, "acme/orders", "x")
