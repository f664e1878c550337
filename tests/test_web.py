"""Documents of other machines: fetched whole, or one clear error."""

import json

import pytest

from scaffold import web
from scaffold.errors import PassingError, ScaffoldError, UsageError
from scaffold.live.listener import Listener, Received, Reply


@pytest.fixture
def serve():
    """Serve one reply to every request; return the address."""
    listeners = []

    def start(status: int, body: bytes) -> str:
        listeners.append(Listener(lambda _: Reply(status, body)))
        return listeners[-1].url

    yield start
    for listener in listeners:
        listener.close()


def test_json_is_read(serve):
    """As it was served."""
    assert web.read_json(serve(200, b'{"a": [1]}')) == {"a": [1]}


def test_refusal_is_quoted(serve):
    """With what the other side says about it."""
    with pytest.raises(ScaffoldError, match=r"answers 422 .*: no such metric"):
        web.read_url(serve(422, b"no such metric"))


def test_something_else_than_json_is_an_error(serve):
    """A page of a login, for example."""
    with pytest.raises(ScaffoldError, match="answers something that is no JSON"):
        web.read_json(serve(200, b"<html>"))


def test_nobody_there_is_an_error():
    """It names the address."""
    with pytest.raises(ScaffoldError, match=r"http://127\.0\.0\.1:1/x has no answer: "):
        web.read_url("http://127.0.0.1:1/x")


def test_too_much_is_refused(serve, monkeypatch):
    """Memory is not the place for it."""
    monkeypatch.setattr(web, "LARGEST_BYTES", 3)
    with pytest.raises(ScaffoldError, match="is larger than"):
        web.read_url(serve(200, b"1234"))


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://host/x", "http://", "http:///x"])
def test_other_addresses_are_refused(url):
    """No file is read by an address."""
    with pytest.raises(UsageError, match="must be an address of http or https"):
        web.read_url(url)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://am:9093", "http://am:9093/api?q=a+b"),
        ("http://am:9093/#/alerts", "http://am:9093/api?q=a+b"),
        ("https://host/am/?x=1", "https://host/am/api?x=1&q=a+b"),
    ],
)
def test_path_and_query_are_added(url, expected):
    """Behind the prefix that is there."""
    assert web.with_query(url, {"q": "a b"}, "/api") == expected


@pytest.fixture
def pair():
    """Two machines; what either was asked, and one that sends on what is asked below /to."""
    asked: list[Received] = []

    def answer(received: Received) -> Reply:
        asked.append(received)
        if received.path.startswith("/to/"):
            _, _, status, target = received.path.split("/", 3)
            return Reply(int(status), b"moved", (("Location", target),))
        return Reply(200, b"{}", (("X-Said", "yes"),))

    listeners = [Listener(answer), Listener(answer)]
    yield asked, listeners[0].url, listeners[1].url
    for listener in listeners:
        listener.close()


def test_content_is_sent_as_json(pair):
    """By the method that was asked for; the answer's headers are in lower case."""
    asked, url, _ = pair
    answer = web.ask(f"{url}/x", method="PATCH", content={"a": "ä"}, headers={"X-Asks": "1"})
    assert (answer.status, answer.text, answer.headers["x-said"]) == (200, "{}", "yes")
    (received,) = asked
    assert (received.method, json.loads(received.body)) == ("PATCH", {"a": "ä"})
    assert received.headers["content-type"] == "application/json"
    assert received.headers["x-asks"] == "1"


def test_refusal_is_an_answer(serve):
    """Whoever asks decides what it means; a fault of the server's may pass."""
    answer = web.ask(serve(404, b"nothing"))
    assert (answer.succeeded, answer.status, answer.text) == (False, 404, "nothing")
    assert type(answer.refusal()) is ScaffoldError
    assert type(web.ask(serve(502, b"")).refusal()) is PassingError


def test_nobody_there_may_pass():
    """Somebody may be there the next time."""
    with pytest.raises(PassingError, match="has no answer"):
        web.ask("http://127.0.0.1:1/x")


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_redirect_takes_no_token_elsewhere(status, pair):
    """On the same machine it is followed; the other one is never asked."""
    asked, here, there = pair
    token = {"Authorization": "Bearer x"}
    assert web.ask(f"{here}/to/{status}/{here}/new", headers=token).status == 200
    assert asked[-1].headers["authorization"] == "Bearer x"
    before = len(asked)
    assert web.ask(f"{here}/to/{status}/{there}/new", headers=token).status == status
    assert len(asked) == before + 1
    assert web.ask(f"{here}/to/{status}/{there}/new").status == 200


def test_redirect_of_what_writes_is_not_followed(pair):
    """What was sent would be lost on the way, or done twice."""
    asked, here, _ = pair
    answer = web.ask(f"{here}/to/301/{here}/new", method="POST", content={})
    assert (answer.status, answer.text, len(asked)) == (301, "moved", 1)
