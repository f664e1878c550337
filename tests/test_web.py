"""Documents of other machines: fetched whole, or one clear error."""

import pytest

from scaffold import web
from scaffold.errors import ScaffoldError, UsageError
from scaffold.live.listener import Listener, Reply


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
