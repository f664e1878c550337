"""The door to other machines by HTTP: one request, bounded in time and size."""

import http
import http.client
import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from scaffold.errors import PassingError, ScaffoldError, UsageError

TIMEOUT_SECONDS = 30.0
LARGEST_BYTES = 50_000_000
_QUOTED_CHARACTERS = 500
_SCHEMES = {"http", "https"}
_SERVER_FAULT = 500


@dataclass(frozen=True)
class Answer:
    """What another machine said.

    Attributes:
        url: what it was asked for.
        status: the status code.
        reason: the words beside it.
        headers: names in lower case.
        text: the body, decoded.
    """

    url: str
    status: int
    reason: str
    headers: Mapping[str, str]
    text: str

    @property
    def succeeded(self) -> bool:
        """Whether it is one of success."""
        return http.HTTPStatus.OK <= self.status < http.HTTPStatus.MULTIPLE_CHOICES

    def refusal(self) -> ScaffoldError:
        """What to raise of one that is no success; a fault of the server's may pass."""
        said = self.text[:_QUOTED_CHARACTERS].strip()
        kind = PassingError if self.status >= _SERVER_FAULT else ScaffoldError
        return kind(f"{self.url} answers {self.status} {self.reason}: {said}")


def is_url(text: str) -> bool:
    """Whether it is an address rather than the name of a file."""
    return "://" in text


def with_query(url: str, parameters: Mapping[str, str], path: str = "") -> str:
    """An address with a path and a query added; its fragment is dropped.

    Args:
        url: the address.
        parameters: what to add to the query.
        path: what to add to the path, with a leading slash.
    """
    parts = urlsplit(url)
    query = "&".join(filter(None, (parts.query, urlencode(parameters))))
    return urlunsplit((parts.scheme, parts.netloc, parts.path.rstrip("/") + path, query, ""))


def ask(
    url: str, *, method: str = "GET", content: Any = None, headers: Mapping[str, str] | None = None
) -> Answer:
    """Make one request, and return the answer whatever its status.

    A redirect is followed for GET alone, and with an ``Authorization`` only to the same machine.

    Args:
        url: the address.
        method: what is asked.
        content: what is sent, as JSON; nothing when None.
        headers: beside those that every request has.

    Raises:
        UsageError: the address is none of HTTP.
        PassingError: there is no answer.
        ScaffoldError: it is too large.
    """
    if urlsplit(url).scheme not in _SCHEMES or not urlsplit(url).netloc:
        raise UsageError(f"{url}: must be an address of http or https")
    around = {"Accept": "application/json", "User-Agent": "scaffold", **(headers or {})}
    body = None
    if content is not None:
        body = json.dumps(content).encode()
        around["Content-Type"] = "application/json"
    request = urllib.request.Request(url, body, around, method=method)  # noqa: S310
    try:
        with _open(request) as answer:
            return _read(url, answer)
    except (OSError, http.client.HTTPException, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        raise PassingError(f"{url} has no answer: {reason}") from None


def read_url(url: str) -> str:
    """Text of a document.

    Raises:
        UsageError: the address is none of HTTP.
        ScaffoldError: there is no answer, one that is no success, or one that is too large.
    """
    answer = ask(url)
    if not answer.succeeded:
        raise answer.refusal()
    return answer.text


def read_json(url: str) -> Any:
    """What a document of JSON holds.

    Raises:
        ScaffoldError: as :func:`read_url`, or it is no JSON.
    """
    try:
        return json.loads(read_url(url))
    except ValueError:
        raise ScaffoldError(f"{url}: answers something that is no JSON") from None


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows what cannot carry a token elsewhere, and sends nothing twice."""

    def redirect_request(  # noqa: PLR0913, PLR0917 - the signature is urllib's
        self, req: urllib.request.Request, fp: Any, code: int, msg: str, headers: Any, newurl: str
    ) -> urllib.request.Request | None:
        """Make the next request; none where the answer itself is what the caller gets."""
        if req.get_method() != "GET":
            return None
        if req.has_header("Authorization") and _origin(newurl) != _origin(req.full_url):
            return None
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _origin(url: str) -> tuple[str, str]:
    return urlsplit(url).scheme, urlsplit(url).netloc


def _open(request: urllib.request.Request) -> Any:
    try:
        opener = urllib.request.build_opener(_Redirects)
        return opener.open(request, timeout=TIMEOUT_SECONDS)
    except urllib.error.HTTPError as error:
        return error


def _read(url: str, answer: Any) -> Answer:
    content: bytes = answer.read(LARGEST_BYTES + 1)
    if len(content) > LARGEST_BYTES:
        raise ScaffoldError(f"{url}: is larger than {LARGEST_BYTES // 1_000_000} MB")
    headers = {name.lower(): value for name, value in answer.headers.items()}
    return Answer(
        url, answer.status, answer.reason, headers, content.decode("utf-8", errors="replace")
    )
