"""A request ID that could do harm is replaced by a new UUID.

Why: the ID goes into logs, headers and terminals. Whoever may choose it freely writes into all of
them.

Passes: IDs with blanks, quotes, markup, control characters, other scripts, or of more than 128
characters come back replaced by a UUID and are found in no log line; harmless ones come back as
they were.

Fails: a hostile ID is echoed, a harmless one is not.

Fix: match the whole value against the contract's pattern.

Ignore: never.
"""

import re
import uuid

from scaffold.check import Findings, Level
from scaffold.finding import Finding
from scaffold.live.recordings import everyday
from scaffold.repo import ServiceRepo

ID = "live-request-ids-are-safe"
LEVEL = Level.LIVE
TOOLS = ()
PACKAGES = ()

OFFERED = (
    *("a", "Az09._-", "0b0e7a52-6a3c-4f8e-9a55-0d7f5a2b9c11", "a" * 128),
    *("a" * 129, "a b", '"; DROP TABLE orders; --', "<script>alert(1)</script>"),
    *("../../etc/passwd", "${jndi:ldap://x/a}", "a,b", "a\tb", "a;b=c", "{}", "%0a", "a\\nb"),
    *("\u0661\u0662\u0663", "\U0001f600", "caf\u00e9"),
)


def find(repo: ServiceRepo) -> Findings:
    """Offer each of them; see the module."""
    service = repo.live.get(everyday.record).service
    header = repo.contract.term("http", "request_id", "header")
    pattern = re.compile(repo.contract.term("http", "request_id", "pattern").strip("^$"))
    place = repo.contract.place("http", "request_id", "pattern")
    hostile = [offered for offered in OFFERED if not pattern.fullmatch(offered)]
    for offered in OFFERED:
        got = service.send("GET", "/orders", {header: offered}).header(header)
        if offered in hostile and not _is_uuid(got):
            yield Finding(*place, f"{header}: {offered!r} came back as {got!r}, not as a UUID")
        if offered not in hostile and got != offered:
            yield Finding(*place, f"{header}: {offered!r} came back as {got!r}")
    logged = {str(line.fields.get("request_id")) for line in service.lines()}
    for offered in sorted(logged & set(hostile)):
        yield Finding(*place, f"{header}: {offered!r} is found in the log")
    return f"{len(hostile)} hostile, {len(OFFERED) - len(hostile)} harmless"


def _is_uuid(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text.lower()
    except ValueError:
        return False
