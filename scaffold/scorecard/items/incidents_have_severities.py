"""Incidents have severities, each with a time to respond.

Why: in the first minute somebody has to decide whether to wake others. The table decides it
before.

Met: a document names SEV1, SEV2 and SEV3 (or P1 to P3), each with a time to respond that is not
longer than 15 minutes, 30 minutes and 4 hours.

Not met: no document does, a severity has no time, or a longer one.

Fix: one table: severity, meaning, time to respond.

Waive: when the organisation has another scale; name its page.
"""

import re
from collections.abc import Iterator

from scaffold.clues.sign import Evidence, quote
from scaffold.scorecard.reading import Reading
from scaffold.scorecard.scorecard import Level, Verdict
from scaffold.scorecard.verdicts import met, not_met, were_read

ID = "incidents-have-severities"
LEVEL = Level.GOLD
SECTION = "5. Incident Management: Severity Levels"
SENTENCE = (
    "SEV1: Critical Outage. Immediate response (15m). SEV2: Major degradation. Response (30m). "
    "SEV3: Minor issue. Response (4h)."
)

LONGEST_MINUTES = {"SEV1": 15, "SEV2": 30, "SEV3": 240}
_NAMED = re.compile(r"\b(?:sev(?:erity)?[ -]?|p|s)(?P<number>[123])\b", re.IGNORECASE)
_TIME = re.compile(
    r"(?<![\d.])(?P<count>\d+(?:\.\d+)?)\s*[- ]?"
    r"(?P<unit>m|min|mins|minutes?|h|hrs?|hours?|d|days?)\b",
    re.IGNORECASE,
)
_AT_ONCE = re.compile(r"\b(?:immediate(?:ly)?|at once)\b", re.IGNORECASE)
_MINUTES = {"m": 1, "h": 60, "d": 1440}


def judge(reading: Reading) -> Verdict:
    """Look for a line of each severity with a time; see the module."""
    best: list[Evidence] = []
    wrong = ""
    for page in reading.pages:
        source = reading.source(page.path)
        found = dict(_severities(page.prose))
        if not source or not found:
            continue
        shown = [quote(source, line, f"{name} with a time") for name, (line, _) in found.items()]
        late = [
            f"{name} is answered after {minutes:g} minutes, {LONGEST_MINUTES[name]} are the most"
            for name, (_, minutes) in found.items()
            if minutes > LONGEST_MINUTES[name]
        ]
        if len(found) == len(LONGEST_MINUTES) and not late:
            return met(f"{page.path} has a time for each severity", shown)
        if len(shown) > len(best):
            lacking = [name for name in LONGEST_MINUTES if name not in found]
            best, wrong = shown, late[0] if late else f"{lacking[0]} has no time to respond"
    if best:
        return not_met(wrong, best)
    pages = were_read(len(reading.pages), "document")
    return not_met(f"no severities with times: {pages}")


def _severities(prose: tuple[tuple[int, str], ...]) -> Iterator[tuple[str, tuple[int, float]]]:
    """Each severity that a line begins with, the line, and its first time in minutes."""
    seen = set()
    for number, line in prose:
        named = _NAMED.search(line)
        name = f"SEV{named['number']}" if named else ""
        if named and named.start() < 12 and name not in seen:  # noqa: PLR2004 - marks of a list
            minutes = _minutes(line[named.end() :])
            if minutes is not None:
                seen.add(name)
                yield name, (number, minutes)


def _minutes(text: str) -> float | None:
    found = _TIME.search(text)
    if found:
        return float(found["count"]) * _MINUTES[found["unit"][0].lower()]
    return 0.0 if _AT_ONCE.search(text) else None
