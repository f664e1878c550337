"""Information is on dashboards.

Why: what is worth knowing and not worth waking anybody belongs where it can be looked at. Without
dashboards it ends up in alerts, or nowhere.

Met: a dashboard of Grafana with panels and queries stands in the repository, as JSON, as a
ConfigMap or as Jsonnet.

Not met: none does.

Fix: keep one dashboard with rate, errors, duration and the objective beside the code.

Waive: when dashboards stand in another repository or are kept in Grafana alone; name them.
"""

from scaffold.clues.sign import Sign
from scaffold.clues.source import Kind
from scaffold.scorecard.reading import Reading
from scaffold.scorecard.scorecard import Level, Verdict
from scaffold.scorecard.verdicts import met, not_met, were_read

ID = "information-is-on-dashboards"
LEVEL = Level.SILVER
SECTION = "2. Alerting: Alert Rules"
SENTENCE = "Pages should be actionable. Information should be in dashboards."

SIGNS = (
    Sign(Kind.DASHBOARD, r"\"panels\"\s*:\s*\[", "a dashboard", needs=r"\"(?:expr|query|rawSql)\""),
    Sign(Kind.DEPLOY, r"^[ \t]*kind:\s*GrafanaDashboard\b", "a dashboard"),
    Sign(Kind.DEPLOY, r"^[ \t]*resource\s+\"grafana_dashboard\"", "a dashboard"),
    Sign(Kind.DEPLOY, r"\"panels\"\s*:\s*\[", "a dashboard", needs=r"\"expr\""),
)


def judge(reading: Reading) -> Verdict:
    """Look for a dashboard; see the module."""
    found = reading.find(SIGNS)
    if found:
        return met("there is a dashboard", found)
    count = len(reading.of_kind(Kind.DASHBOARD))
    return not_met(f"no dashboard with panels and queries: {were_read(count, 'candidate')}")
