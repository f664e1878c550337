"""Waivers: items that a repository does without for a while, with a reason and a last day.

They stand in ``.scaffold.yml`` at the top, in any repository::

    waivers:
      - item: calls-have-a-breaker
        reason: the only service that is called is replaced in spring
        until: 2026-04-30
        by: money@example.com
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from scaffold.artifacts.document import Document, dig
from scaffold.artifacts.foreign_yaml import read_foreign
from scaffold.errors import ScaffoldError
from scaffold.own import OWN_FILE
from scaffold.scorecard.scorecard import Waiver

LONGEST_DAYS = 366
_KEYS = ("item", "reason", "until", "by")


def parse_waivers(
    content: bytes, known: Collection[str], today: date, path: str = OWN_FILE
) -> Mapping[str, Waiver]:
    """Read the waivers of a repository by item; none where the file has none.

    Args:
        content: the file.
        known: ids of the items that there are.
        today: the day from which a waiver may last a year at most.
        path: names the file in errors.

    Raises:
        ScaffoldError: it does not parse, or a waiver is wrong; names ``path:line`` of each.
    """
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ScaffoldError(f"{path}: cannot be read: {error}") from None
    documents = read_foreign(text, path)
    if len(documents) != 1:
        raise ScaffoldError(f"{path}: holds {len(documents)} documents, one was expected")
    found = dig(documents[0].data, "waivers") or []
    if not isinstance(found, list):
        raise ScaffoldError(f"{path}:{documents[0].line('waivers')}: `waivers` must be a list")
    faults = list(_faults(documents[0], found, known, today))
    if faults:
        raise ScaffoldError("\n".join(f"{path}:{line}: {fault}" for line, fault in faults))
    return {
        one["item"]: Waiver(
            one["item"],
            " ".join(one["reason"].split()),
            one["until"],
            one["by"],
            documents[0].line("waivers", number),
        )
        for number, one in enumerate(found)
    }


def _faults(
    document: Document, found: list[Any], known: Collection[str], today: date
) -> Iterator[tuple[int, str]]:
    """What is wrong, each with its line."""
    seen: set[str] = set()
    for number, one in enumerate(found):
        if not isinstance(one, dict):
            yield document.line("waivers", number), f"must be a mapping of {', '.join(_KEYS)}"
            continue
        for key, fault in _faults_of(one, known, seen, today):
            yield document.line("waivers", number, key), fault


def _faults_of(
    one: Mapping[Any, Any], known: Collection[str], seen: set[str], today: date
) -> Iterator[tuple[str, str]]:
    for key in one:
        if key not in _KEYS:
            yield str(key), f"`{key}` is not known; there are {', '.join(_KEYS)}"
    for key in ("item", "reason", "by"):
        if not isinstance(one.get(key), str) or not one[key].strip():
            yield key, f"`{key}` must be a text that is not empty"
    item = one.get("item")
    if isinstance(item, str) and item.strip():
        if item not in known:
            yield "item", f"no such item: {item}{_near(item, known)}"
        elif item in seen:
            yield "item", f"{item} is waived twice"
        seen.add(item)
    until = one.get("until")
    if not isinstance(until, date) or isinstance(until, datetime):
        yield "until", "`until` must be a day, such as 2026-04-30"
    elif until > today + timedelta(days=LONGEST_DAYS):
        yield "until", f"`until` is more than a year away: {until}; decide again within a year"


def _near(item: str, known: Collection[str]) -> str:
    import difflib  # noqa: PLC0415 - only on a slip

    near = difflib.get_close_matches(item, known, n=1)
    return f"; did you mean {near[0]}?" if near else "; `scaffold list` names them all"
