"""Where the links of alerts to their runbooks lead: to a page in here, elsewhere, nowhere."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from scaffold.artifacts.markdown import Markdown
from scaffold.artifacts.rules import Rule
from scaffold.clues.sign import Evidence, quote
from scaffold.scorecard.reading import Reading

ANNOTATIONS = ("runbook_url", "runbook", "runbook_link", "runbookURL", "runbookUrl", "playbook_url")
_CRITICAL = frozenset({"critical", "page", "pager", "sev1", "p1", "emergency", "fatal", "error"})
_NOBODYS = re.compile(r"(^|\.)(example\.(com|org|net)|localhost|invalid)$")
_BLANK = re.compile(r"\b(?:todo|tbd|fixme|changeme|xxx)\b", re.IGNORECASE)


class Standing(StrEnum):
    """Where a link leads."""

    HERE = "here"
    ELSEWHERE = "elsewhere"
    DEAD = "dead"
    NONE = "none"


@dataclass(frozen=True)
class Linked:
    """An alert and its runbook.

    Attributes:
        alert: the alert.
        standing: where its link leads.
        key: annotation that holds the link; empty without one.
        page: the page, where it is in here.
    """

    alert: Rule
    standing: Standing
    key: str = ""
    page: Markdown | None = None

    @property
    def address(self) -> str:
        """What the link says; empty without one."""
        return self.alert.annotations.get(self.key, "")


def link_runbooks(reading: Reading) -> tuple[Linked, ...]:
    """Each alert with its runbook."""
    linked = [_link(alert, reading) for alert in reading.alerts]
    ours = {_folder_of(one) for one in linked if one.standing is Standing.HERE}
    return tuple(
        Linked(one.alert, Standing.DEAD, one.key)
        if one.standing is Standing.ELSEWHERE and _folder_of(one) in ours
        else one
        for one in linked
    )


def is_critical(alert: Rule) -> bool:
    """Whether it wakes somebody; one without a severity may."""
    severity = alert.labels.get("severity") or alert.labels.get("priority") or ""
    return not severity or severity.lower() in _CRITICAL


def show_alerts(alerts: Iterable[Rule], reading: Reading, shows: str) -> Iterator[Evidence]:
    """The lines on which alerts begin."""
    yield from (_shown(reading, shows, *alert.place("alert")) for alert in alerts)


def show_links(linked: Iterable[Linked], reading: Reading, shows: str) -> Iterator[Evidence]:
    """The lines on which the links stand; of an alert without one, where it begins."""
    for one in linked:
        keys = ("annotations", one.key) if one.key else ("alert",)
        yield _shown(reading, shows, *one.alert.place(*keys))


def _shown(reading: Reading, shows: str, path: str, line: int) -> Evidence:
    source = reading.source(path)
    return quote(source, line, shows) if source else Evidence(path, line, "", shows)


def _link(alert: Rule, reading: Reading) -> Linked:
    key = next((key for key in ANNOTATIONS if alert.annotations.get(key, "").strip()), "")
    address = alert.annotations.get(key, "").strip()
    if not key or not _is_address(address):
        return Linked(alert, Standing.NONE, key)
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:  # such as half an IPv6 address
        return Linked(alert, Standing.DEAD, key)
    page = _page(unquote(parts.path), parts.fragment.lower(), reading)
    if page:
        return Linked(alert, Standing.HERE, key, page)
    dead = not host or _NOBODYS.search(host) or _points_here(address, reading)
    return Linked(alert, Standing.DEAD if dead else Standing.ELSEWHERE, key)


def _is_address(text: str) -> bool:
    if " " in text or _BLANK.search(text):
        return False
    return "/" in text or text.endswith((".md", ".adoc"))


def _page(path: str, anchor: str, reading: Reading) -> Markdown | None:
    """The page of this repository that an address leads to; its anchor must be there too."""
    parts = [part for part in PurePosixPath(path).parts if part not in ("/", ".", "..")]
    ends = ["/".join(parts[start:]) for start in range(len(parts))]
    names = {f"{parts[-1]}", f"{parts[-1]}.md", "README.md"} if parts else set()
    near = [page for name in sorted(names) for page in reading.pages_named.get(name, ())]
    for end in ends:
        for page in near:
            if _stands_at(page.path, end) and (not anchor or anchor in page.anchors):
                return page
    return None


def _stands_at(path: str, end: str) -> bool:
    """Whether a page's path is the end of an address, with or without its own ending."""
    inner = "/" in end or "runbook" in path.lower()
    names = (end, f"{end}.md", f"{end}/README.md")
    return path in names or (inner and path.endswith(tuple(f"/{name}" for name in names)))


def _points_here(address: str, reading: Reading) -> bool:
    """Whether an address names this repository, by its name and a branch's."""
    found = re.search(r"/([^/]+?)(?:/-)?/(?:blob|tree|raw|src)/", address)
    return found is not None and found[1] == reading.name


def _folder_of(linked: Linked) -> str:
    return linked.address.split("#")[0].rstrip("/").rpartition("/")[0]
