"""The door to documents on other machines: one GET, bounded in time and size."""

import http.client
import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from scaffold.errors import ScaffoldError, UsageError

TIMEOUT_SECONDS = 30.0
LARGEST_BYTES = 50_000_000
_SCHEMES = {"http", "https"}


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


def read_url(url: str) -> str:
    """Text of a document.

    Raises:
        UsageError: the address is none of HTTP.
        ScaffoldError: there is no answer, one that is no success, or one that is too large.
    """
    if urlsplit(url).scheme not in _SCHEMES or not urlsplit(url).netloc:
        raise UsageError(f"{url}: must be an address of http or https")
    request = urllib.request.Request(url, headers={"Accept": "application/json"})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310
            content: bytes = answer.read(LARGEST_BYTES + 1)
    except urllib.error.HTTPError as error:
        with error:
            said = error.read(500).decode("utf-8", errors="replace").strip()
        raise ScaffoldError(f"{url} answers {error.code} {error.reason}: {said}") from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        raise ScaffoldError(f"{url} has no answer: {reason}") from None
    if len(content) > LARGEST_BYTES:
        raise ScaffoldError(f"{url}: is larger than {LARGEST_BYTES // 1_000_000} MB")
    return content.decode("utf-8", errors="replace")


def read_json(url: str) -> Any:
    """What a document of JSON holds.

    Raises:
        ScaffoldError: as :func:`read_url`, or it is no JSON.
    """
    try:
        return json.loads(read_url(url))
    except ValueError:
        raise ScaffoldError(f"{url}: answers something that is no JSON") from None
