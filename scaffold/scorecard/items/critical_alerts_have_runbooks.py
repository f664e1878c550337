"""Runbooks exist for critical alerts.

Why: whoever is woken has a minute to know what it means and what to do first.

Met: every critical alert links a page that stands in this repository.

Not met: there is no critical alert, one has no link, or its link leads nowhere. Unknown where it
leads to another site, which is not opened.

Fix: write ``runbooks/<Alert>.md`` and name it in the annotation ``runbook_url``.

Waive: when the pages stand in a wiki that somebody has looked at; say when.
"""

from scaffold.scorecard.reading import Reading
from scaffold.scorecard.runbooks import (
    Standing,
    is_critical,
    link_runbooks,
    show_alerts,
    show_links,
)
from scaffold.scorecard.scorecard import Level, Verdict
from scaffold.scorecard.verdicts import met, not_met, unknown
from scaffold.scorecard.watching import broken_links, without_alerts

ID = "critical-alerts-have-runbooks"
LEVEL = Level.BRONZE
SECTION = "Checklist"
SENTENCE = "Runbooks exist for critical alerts."


def judge(reading: Reading) -> Verdict:
    """Follow the link of every critical alert; see the module."""
    if not reading.alerts:
        return without_alerts(reading)
    critical = [one for one in link_runbooks(reading) if is_critical(one.alert)]
    if not critical:
        some = tuple(show_alerts(reading.alerts[:2], reading, "not critical"))
        return not_met(f"none of {len(reading.alerts)} alerts is critical: nothing pages", some)
    broken = broken_links(critical, reading)
    if broken:
        return broken
    elsewhere = [one for one in critical if one.standing is Standing.ELSEWHERE]
    if elsewhere:
        return unknown(
            f"{len(elsewhere)} of {len(critical)} pages stand elsewhere: "
            f"open {elsewhere[0].address}",
            show_links(elsewhere[:3], reading, "leads elsewhere"),
        )
    shown = show_links(critical[:3], reading, "links a page that is here")
    return met(f"{len(critical)} critical alerts have a page in here", shown)
