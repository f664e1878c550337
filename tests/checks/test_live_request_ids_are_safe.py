"""live-request-ids-are-safe: nobody writes into our logs."""

import uuid
from types import SimpleNamespace

from staged import answered, found, line, staged

from scaffold.checks import live_request_ids_are_safe as check
from scaffold.live.recordings import everyday

NEW = str(uuid.uuid4())


def judged(root, echo, lines=()):
    def send(_method, _path, headers):
        return answered(headers={"X-Request-ID": echo(headers["X-Request-ID"])}).answer

    service = SimpleNamespace(send=send, lines=lambda: list(lines))
    repo = staged(root, {everyday.record: SimpleNamespace(service=service)})
    return [message for _, message in found(check, repo)]


def good(offered):
    return offered if offered in check.OFFERED[:4] else NEW


def test_replaced_and_kept_ids_pass(fresh):
    """UUIDs for the hostile ones."""
    assert judged(fresh, good) == []


def test_every_hostile_id_that_comes_back_is_found(fresh):
    """Each of them."""
    messages = judged(fresh, lambda offered: offered)
    assert len(messages) == len(check.OFFERED) - 4
    assert "X-Request-ID: 'a b' came back as 'a b', not as a UUID" in messages


def test_replacement_that_is_no_uuid_is_found(fresh):
    """Removing what is hostile is not enough: the rest was chosen by the caller."""
    messages = judged(fresh, lambda offered: "ab" if offered == "a b" else good(offered))
    assert messages == ["X-Request-ID: 'a b' came back as 'ab', not as a UUID"]


def test_harmless_id_that_is_replaced_is_found(fresh):
    """The caller looks for it in vain."""
    messages = judged(fresh, lambda _: NEW)
    assert messages[1] == f"X-Request-ID: 'Az09._-' came back as '{NEW}'"
    assert len(messages) == 4


def test_hostile_id_in_the_log_is_found(fresh):
    """Even where the response has another."""
    messages = judged(fresh, good, [line(request_id="a b")])
    assert messages == ["X-Request-ID: 'a b' is found in the log"]
