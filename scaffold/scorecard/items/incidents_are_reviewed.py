"""Incidents are reviewed: five whys, action items, timeline.

Why: an incident that nobody looks at again comes again. The form is ready before, or it is
written by nobody.

Met: a template or a page for post-incident reviews asks for five whys, for action items and for a
timeline.

Not met: there is none, or it lacks one of the three.

Fix: one Markdown file with these headings; review every SEV1 and SEV2, without blame.

Waive: when the organisation has a form elsewhere; name it.
"""

import re

from scaffold.artifacts.markdown import Markdown
from scaffold.clues.sign import Evidence, quote
from scaffold.scorecard.reading import Reading
from scaffold.scorecard.scorecard import Level, Verdict
from scaffold.scorecard.verdicts import met, not_met, were_read

ID = "incidents-are-reviewed"
LEVEL = Level.GOLD
SECTION = "5. Incident Management: Post-Incident Review"
SENTENCE = "Root Cause Analysis (5 Whys). Action Items (prevent recurrence). Timeline of events."

PARTS = {
    "five whys": re.compile(r"\b(?:5|five)[ -]whys?\b|\bwhy\b.*\?", re.IGNORECASE),
    "action items": re.compile(r"\baction items?\b|\bfollow[- ]ups?\b|\bactions?\b", re.IGNORECASE),
    "timeline": re.compile(r"\btimeline\b", re.IGNORECASE),
}
_LONGEST_LINE = 500
_ROW = re.compile(r"\s*(?:[|*-]|label:|\*\*)")
_REVIEW = re.compile(
    r"post[- _]?mortem|post[- _]?incident|incident[- _](?:review|report)|root[- _]cause",
    re.IGNORECASE,
)


def judge(reading: Reading) -> Verdict:
    """Look for the form of a review; see the module."""
    best: dict[str, Evidence] = {}
    where = ""
    for page in reading.pages:
        if not _is_review(page):
            continue
        found = _parts(page, reading)
        if len(found) == len(PARTS):
            return met(f"{page.path} asks for all three", found.values())
        if not where or len(found) > len(best):
            best, where = found, page.path
    if where:
        lacking = [name for name in PARTS if name not in best]
        return not_met(f"{where} asks for no {' and no '.join(lacking)}", best.values())
    pages = were_read(len(reading.pages), "document")
    return not_met(f"no form of a post-incident review: {pages}")


def _is_review(page: Markdown) -> bool:
    titles = " ".join(heading.text for heading in page.headings[:1])
    return bool(_REVIEW.search(page.path) or _REVIEW.search(titles))


def _parts(page: Markdown, reading: Reading) -> dict[str, Evidence]:
    """Headings that ask for the parts, else lines of lists, tables and forms."""
    source = reading.source(page.path)
    headings = [(heading.line, heading.text) for heading in page.headings]
    rows = [(number, line) for number, line in page.prose if _ROW.match(line)]
    asked = [(number, line[:_LONGEST_LINE]) for number, line in (*headings, *rows)]
    found: dict[str, Evidence] = {}
    for number, line in asked:
        for name, pattern in PARTS.items():
            if source and name not in found and pattern.search(line):
                found[name] = quote(source, number, name)
    return found
