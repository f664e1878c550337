"""Objectives are written down: SLI, SLO and SLA.

Why: without a number nobody can say whether tonight's failures are worth waking somebody, or
whether a release has to wait.

Met: a document, or a definition as code (Sloth, Pyrra, OpenSLO), names an objective with a
percentage, and a document says what is agreed (SLA), even if nothing is.

Not met: no objective with a number is found, or none of the documents speaks of an SLA.

Fix: one page with a table: what is measured, the goal, the contract.

Waive: when the objectives stand in the organisation's catalogue; name the page.
"""

import re
from collections.abc import Iterator

from scaffold.clues.sign import Evidence, Sign, quote
from scaffold.clues.source import Kind
from scaffold.scorecard.reading import Reading
from scaffold.scorecard.scorecard import Level, Verdict
from scaffold.scorecard.verdicts import met, not_met, were_read

ID = "objectives-are-written-down"
LEVEL = Level.SILVER
SECTION = "2. Alerting: SLI / SLO / SLA"
SENTENCE = (
    "SLI (Indicator): What we measure. SLO (Objective): The goal. SLA (Agreement): The contract."
)

_PERCENT = re.compile(r"(?<![\d.])(?:\d{1,2}(?:\.\d+)?|100)\s?(?:%|percent)")
_ROWS = 12
_WORDS = {
    "SLI": re.compile(r"\bSLIs?\b|\b[Ss]ervice[- ][Ll]evel [Ii]ndicators?\b|\b[Ii]ndicators?\b"),
    "SLO": re.compile(r"\bSLOs?\b|\b[Ss]ervice[- ][Ll]evel [Oo]bjectives?\b"),
    "SLA": re.compile(r"\bSLAs?\b|\b[Ss]ervice[- ][Ll]evel [Aa]greements?\b"),
}
AS_CODE = (
    Sign(
        Kind.DEPLOY,
        r"^[ \t]*objective:\s*[\"']?\d+(?:\.\d+)?|^[ \t]*target:\s*[\"']?(?:0?\.\d+|\d+(?:\.\d+)?)",
        "an objective as code",
        needs=r"PrometheusServiceLevel|ServiceLevelObjective|openslo|sloth\.|^version:.*prometheus/v1",
    ),
)


def judge(reading: Reading) -> Verdict:
    """Look for the three words, and a number at the objective; see the module."""
    found: dict[str, Evidence] = {}
    for one in _written(reading):
        found.setdefault(one.shows, one)
    code = reading.find(AS_CODE)
    if code:
        found |= {"SLI": code[0], "SLO": code[0]}
    missing = [word for word in _WORDS if word not in found]
    if not missing:
        return met("SLI, SLO and SLA are written down", found.values())
    if not found:
        return not_met(f"no objective with a number: {were_read(len(reading.pages), 'document')}")
    return not_met(f"nothing says what the {missing[0]} is", found.values())


def _written(reading: Reading) -> Iterator[Evidence]:
    """Lines of documents that speak of one of the three; an objective needs a number near it."""
    for page in reading.pages:
        source = reading.source(page.path)
        lines = dict(page.prose)
        for number, line in lines.items():
            rows = "\n".join(lines.get(number + more, "") for more in range(_ROWS))
            for word, pattern in _WORDS.items():
                if source and pattern.search(line) and (word != "SLO" or _PERCENT.search(rows)):
                    yield quote(source, number, word)
