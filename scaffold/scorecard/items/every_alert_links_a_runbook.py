"""Every alert links a runbook in an annotation.

Why: the page of an alert is looked for in the alert. A wiki's search is not working at 3 a.m., or
whoever types is not.

Met: each alerting rule has ``runbook_url`` (or a sister of it), and links into this repository
lead to a page that stands there.

Not met: there are no alerts, one links nothing, or its link leads nowhere. A text such as "TODO"
is no link.

Fix: the annotation ``runbook_url`` on every alert, and one page for each.

Waive: for alerts that another team maintains; name them.
"""

from scaffold.scorecard.reading import Reading
from scaffold.scorecard.runbooks import Standing, link_runbooks, show_links
from scaffold.scorecard.scorecard import Level, Verdict
from scaffold.scorecard.verdicts import met
from scaffold.scorecard.watching import broken_links, without_alerts

ID = "every-alert-links-a-runbook"
LEVEL = Level.SILVER
SECTION = "2. Alerting: Runbooks"
SENTENCE = "Every alert MUST have a linked Runbook in the annotation."


def judge(reading: Reading) -> Verdict:
    """Look at the link of every alert; see the module."""
    linked = link_runbooks(reading)
    if not linked:
        return without_alerts(reading)
    broken = broken_links(linked, reading)
    if broken:
        return broken
    elsewhere = sum(one.standing is Standing.ELSEWHERE for one in linked)
    aside = f"; {elsewhere} of them elsewhere, where nobody looked" if elsewhere else ""
    shown = show_links(linked[:3], reading, "links its runbook")
    return met(f"{len(linked)} alerts link a page{aside}", shown)
