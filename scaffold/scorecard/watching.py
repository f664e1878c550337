"""What several items say of alerts: that there are none, or that their links are broken."""

from collections.abc import Sequence

from scaffold.clues.sign import Sign
from scaffold.clues.source import Kind
from scaffold.scorecard.reading import Reading
from scaffold.scorecard.runbooks import Linked, Standing, show_links
from scaffold.scorecard.scorecard import Verdict
from scaffold.scorecard.verdicts import not_met, unknown

OTHER_ALARMS = (
    Sign(
        Kind.DEPLOY,
        r"^[ \t]*resource\s+\"(?:aws_cloudwatch_metric_alarm|datadog_monitor|newrelic_\w*condition"
        r"|google_monitoring_alert_policy|azurerm_monitor_metric_alert|grafana_rule_group)\"",
        "an alarm of another system",
    ),
    Sign(
        Kind.DEPLOY,
        r"^[ \t]*Type:\s*[\"']?AWS::CloudWatch::Alarm",
        "an alarm of another system",
    ),
    Sign(
        Kind.DEPLOY,
        r"^[ \t]*kind:\s*(?:PrometheusServiceLevel|ServiceLevelObjective|SLO)\b",
        "alerts are made of this objective",
    ),
)
_WORDS = {Standing.NONE: "links no runbook", Standing.DEAD: "links a page that is not there"}


def without_alerts(reading: Reading) -> Verdict:
    """The verdict of every item on alerts where there are none that are read."""
    others = reading.find(OTHER_ALARMS)
    if others:
        return unknown(f"{others[0].shows}, which is not read: look at it there", others)
    files = "no file in here holds an alerting rule of Prometheus"
    return not_met(f"there are no alerts: {files}")


def broken_links(linked: Sequence[Linked], reading: Reading) -> Verdict | None:
    """Not met, where an alert has no link or one that leads nowhere."""
    for standing, words in _WORDS.items():
        bad = [one for one in linked if one.standing is standing]
        if bad:
            more = f" and {len(bad) - 1} more" if len(bad) > 1 else ""
            address = f": {bad[0].address}" if bad[0].address else ""
            evidence = show_links(bad[:4], reading, words)
            return not_met(f"{bad[0].alert.name}{more} {words}{address}", evidence)
    return None
