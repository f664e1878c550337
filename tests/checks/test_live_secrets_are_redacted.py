"""live-secrets-are-redacted: credentials reach neither log nor span."""

from types import SimpleNamespace

import pytest
from staged import answered, found, span, staged

from scaffold.checks import live_secrets_are_redacted as check
from scaffold.live.recordings import everyday

PLACE = "redacted: [authorization, cookie, set-cookie, password, token]"


def judged(root, stdout="", stderr="", text=""):
    process = SimpleNamespace(stdout=lambda: stdout, stderr=lambda: stderr)
    asked = []
    service = SimpleNamespace(process=process, ask=asked.append)
    spans = [span(answered(), text=text)]
    repo = staged(root, {everyday.record: SimpleNamespace(service=service)}, spans=spans)
    repo.live.collector.of_trace = lambda _: spans
    return found(check, repo)


@pytest.mark.parametrize(("name", "secret"), check.SECRETS.items())
def test_secret_is_found_wherever_it_is_written(fresh, name, secret):
    """And the finding does not quote it."""
    in_log = [(PLACE, f"{name} of /orders is found in the log")]
    assert judged(fresh, stdout=f"a {secret} b") == in_log
    assert judged(fresh, stderr=secret) == in_log
    assert judged(fresh, text=secret) == [(PLACE, f"{name} of /orders is found in a span")]


def test_nothing_written_is_nothing_found(fresh):
    """Its names may be written."""
    assert judged(fresh, stdout="authorization: [redacted]") == []
