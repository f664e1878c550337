"""Runbooks say what happens, whom it hurts and what to do.

Why: a page that explains the metric and not the next step is read once and never again.

Met: every page that an alert links has something under Description, Impact, Diagnosis and
Mitigation. Words that mean the same are taken: Meaning, Summary or Overview; Investigation,
Triage, Troubleshooting or Debugging; Resolution, Remediation, Recovery or Fix.

Not met: no alert links a page in here, or a page lacks one of the four. Unknown where all pages
stand on another site.

Fix: give each page the four headings, and text below each.

Waive: when pages follow the organisation's own form; say how the four are called there.
"""

import re

from scaffold.artifacts.markdown import Markdown
from scaffold.clues.sign import Evidence, quote
from scaffold.scorecard.reading import Reading
from scaffold.scorecard.runbooks import Standing, link_runbooks, show_links
from scaffold.scorecard.scorecard import Level, Verdict
from scaffold.scorecard.verdicts import met, not_met, unknown
from scaffold.scorecard.watching import without_alerts

ID = "runbooks-say-what-to-do"
LEVEL = Level.SILVER
SECTION = "2. Alerting: Runbooks"
SENTENCE = (
    "Description: What is happening? Impact: user experience? Diagnosis: How to verify? "
    "Mitigation: How to fix immediately?"
)

PARTS = {
    "Description": r"description|meaning|summary|overview|what is happening",
    "Impact": r"impact|user experience|effect",
    "Diagnosis": r"diagnos\w*|investigat\w*|triage|troubleshoot\w*|debug\w*|how to verify",
    "Mitigation": r"mitigat\w*|resol\w*|remediat\w*|recover\w*|fix\w*|how to fix\w*",
}
_MOST_HEADINGS = 200
_LONGEST_LINE = 500
_STRONG = r"^[ \t]*(?:[-*]\s+)?(?:\*\*|__)(?:{words})\b[^*_]*(?:\*\*|__)\s*:?\s*\S"


def judge(reading: Reading) -> Verdict:
    """Look for the four parts on every page that an alert links; see the module."""
    linked = link_runbooks(reading)
    if not linked:
        return without_alerts(reading)
    pages = {one.page.path: one.page for one in linked if one.page}
    for page in pages.values():
        lacking = [name for name in PARTS if not _line_of(page, PARTS[name])]
        if lacking:
            return not_met(f"{page.path} has no {' and no '.join(lacking)}", _quoted(reading, page))
    if pages:
        first = next(iter(pages.values()))
        shown = [line for name in PARTS for line in _quoted(reading, first, name)]
        return met(f"{len(pages)} pages have all four parts", shown)
    elsewhere = [one for one in linked if one.standing is Standing.ELSEWHERE]
    if elsewhere:
        shown = list(show_links(elsewhere[:2], reading, "leads elsewhere"))
        return unknown(f"the pages stand elsewhere: read {elsewhere[0].address}", shown)
    return not_met("no alert links a page", show_links(linked[:3], reading, "links no page"))


def _line_of(page: Markdown, words: str) -> int:
    """Line of a part that holds something; 0 without one."""
    for heading in page.headings[:_MOST_HEADINGS]:
        if re.match(rf"(?:\W|\d)*(?:{words})\b", heading.text, re.IGNORECASE):
            below = page.section(heading.text)
            if any(line.strip() and not line.startswith("#") for _, line in below):
                return heading.line
    strong = re.compile(_STRONG.format(words=words), re.IGNORECASE)
    return next((number for number, line in page.prose if strong.match(line[:_LONGEST_LINE])), 0)


def _quoted(reading: Reading, page: Markdown, name: str = "") -> list[Evidence]:
    source = reading.source(page.path)
    line = _line_of(page, PARTS[name]) if name else 1
    return [quote(source, line, name or "a part is missing")] if source else []
