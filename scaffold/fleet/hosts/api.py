"""Questions to a server's API: with the token, which nothing that is printed ever shows."""

import json
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from scaffold import cache, web
from scaffold.errors import PassingError, ScaffoldError
from scaffold.fleet.hosts.host import KINDS, Host, require_token
from scaffold.fleet.hosts.limits import seconds_to_wait
from scaffold.turns import alone

PAUSE_SECONDS = 1.0
"""Between two requests that write."""
_NEXT = re.compile(r'<([^>]+)>\s*;[^,<]*rel="?next"?')
_A_PAGE = "100"
_MOVED = {301, 302, 307, 308}
_SAID = {
    401: "{variable} holds no token that is valid there",
    403: "{variable} may not do that",
    404: "it is not there, or {variable} may not see it",
}


def ask(
    host: Host,
    path: str,
    *,
    method: str = "GET",
    content: Any = None,
    parameters: Mapping[str, str] | None = None,
) -> Any:
    """Ask one question; return what the JSON of the answer holds.

    Args:
        host: the server.
        path: below the address of its API, quoted, with a leading slash.
        method: what is asked.
        content: what is sent, as JSON.
        parameters: what is asked for, in the query.

    Raises:
        PassingError: it has no answer, is at fault itself, or asks to be left alone for a while.
        ScaffoldError: it refuses; says why, and what the token needs.
    """
    url = web.with_query(host.api, parameters or {}, path)
    return _content(_fetch(host, url, method, content))


def pages(host: Host, path: str, parameters: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """Ask for a list, page after page; as :func:`ask`.

    The next page is looked for at the address that was asked, whatever machine the server names.
    """
    asked: dict[str, str] = {**parameters, "per_page": _A_PAGE}
    seen = set()
    while asked:
        url = web.with_query(host.api, asked, path)
        if url in seen:
            raise ScaffoldError(f"GET {url}: names itself as the next page")
        seen.add(url)
        answer = _fetch(host, url, "GET", None)
        found = _content(answer)
        if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
            raise ScaffoldError(f"GET {url}: answers something else than a list")
        yield from found
        following = _NEXT.search(answer.headers.get("link", ""))
        asked = dict(parse_qsl(urlsplit(following[1]).query)) if following else {}


def _fetch(host: Host, url: str, method: str, content: Any) -> web.Answer:
    token = require_token(host)
    headers = {"Authorization": f"Bearer {token}", "Accept": KINDS[host.kind].accept}
    try:
        with _turn(host, method):
            answer = web.ask(url, method=method, content=content, headers=headers)
    except PassingError as error:
        raise PassingError(f"{method} {error}") from None
    if answer.succeeded:
        return answer
    raise _fault(host, answer, f"{method} {url} answers {answer.status}", token)


@contextmanager
def _turn(host: Host, method: str) -> Iterator[None]:
    """Write to github.com one after the other and not at once, as it asks of everybody."""
    if method == "GET" or host.api != KINDS["github"].api:
        yield
        return
    with alone(cache.folder("hosts") / "github.com.lock"):
        yield
        time.sleep(PAUSE_SECONDS)


def _fault(host: Host, answer: web.Answer, began: str, token: str) -> ScaffoldError:
    said = ": ".join(filter(None, (began, _message(answer).replace(token, "***"))))
    wait = seconds_to_wait(answer)
    if wait is not None:
        return PassingError(f"{said}; it asks to come back in {wait:.0f} s", wait)
    if isinstance(answer.refusal(), PassingError):
        return PassingError(said)
    if hint := _SAID.get(answer.status, "").format(variable=host.variable):
        has = answer.headers.get("x-oauth-scopes")
        more = f" (it has: {has or 'none'})" if has is not None else ""
        said += f"\n{hint}, which needs {KINDS[host.kind].needs}{more}"
    if answer.status in _MOVED:
        said += "\nit has moved; the inventory needs its new address"
    return ScaffoldError(said)


def _message(answer: web.Answer) -> str:
    """What the server says, without what surrounds it."""
    try:
        found = json.loads(answer.text)
    except ValueError:
        return answer.reason
    if not isinstance(found, dict):
        return answer.reason
    rows = found.get("errors") or []
    words = [found.get(key) for key in ("message", "error", "error_description")]
    words += [row.get("message") if isinstance(row, dict) else row for row in rows]
    said = "; ".join(
        word if isinstance(word, str) else json.dumps(word, ensure_ascii=False)
        for word in words
        if word
    )
    return said[:500]


def _content(answer: web.Answer) -> Any:
    if not answer.text.strip():
        return None
    try:
        return json.loads(answer.text)
    except ValueError:
        raise ScaffoldError(f"{answer.url}: answers something that is no JSON") from None
