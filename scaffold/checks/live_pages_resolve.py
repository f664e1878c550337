"""A page ends once its cause is over, and its receiver is told.

Why: an alert that goes on after the trouble teaches people to ignore it; one that ends in silence
keeps them up.

Passes: after the fault is lifted and good traffic has followed, neither burn alert fires any more
in Alertmanager, and every receiver that was paged has got the message that says so.

Fails: a page that is still there after minutes of good traffic, or whose end nobody is told.

Fix: the short window of a burn alert ends it; ``send_resolved`` tells; ``group_interval`` of the
route says how soon.

Ignore: never.
"""

from collections.abc import Iterator

from scaffold.check import Findings, Level
from scaffold.errors import Skip
from scaffold.finding import Finding
from scaffold.live.outage import PAGES
from scaffold.live.recordings import burning
from scaffold.live.recordings.burning import Burning
from scaffold.repo import ServiceRepo

ID = "live-pages-resolve"
LEVEL = Level.LIVE
TOOLS = ("prometheus", "alertmanager")
PACKAGES = ()


def find(repo: ServiceRepo) -> Findings:
    """Look for the end of each page; see the module."""
    seen = repo.live.get(burning.record)
    came = [rule for rule in repo.alerts if rule.name in PAGES and _receivers(seen, rule.name)]
    if not came:
        raise Skip("no page came, see live-pages-reach-receiver")
    for rule in came:
        if rule.name in seen.firing_after:
            since = f"{seen.after - seen.lifted:.0f} s after the fault was lifted"
            yield Finding(*rule.place("expr"), f"{since} {rule.name} still fires")
        else:
            yield from _judge_told(repo, seen, rule.name)
    told = [notice.at for notice in seen.notices if not notice.fires]
    return f"{len(came)} pages, the last told {max(told, default=0) - seen.lifted:.0f} s after"


def _judge_told(repo: ServiceRepo, seen: Burning, alert: str) -> Iterator[Finding]:
    configuration = repo.alertmanager
    told = _receivers(seen, alert, "resolved")
    for receiver in sorted(_receivers(seen, alert) - told):
        index = configuration.receivers.index(receiver)
        line = configuration.document.line("receivers", index)
        message = f"{alert} is over, and {receiver} was not told"
        hint = "set send_resolved: true, and a group_interval of a minute or so on its route"
        yield Finding(configuration.path, line, message, hint)


def _receivers(seen: Burning, alert: str, status: str = "firing") -> set[str]:
    """Receivers that were told so of an alert."""
    return {
        notice.receiver
        for notice in seen.notices
        if notice.alert == alert and notice.status == status
    }
