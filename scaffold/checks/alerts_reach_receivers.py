"""Every alert reaches the receiver that its severity asks for.

Why: a route that is spelt wrong is no error. The alert falls through to the default receiver, and
the page that should have woken somebody waits in a ticket queue until morning.

Passes: ``amtool config routes test`` sends each alert, by the labels of its rule, where it belongs:
``critical`` to the pager, ``warning`` to the tickets, ``none`` to nobody (``null``), and
``Watchdog`` to the dead man's switch. Two controls: an alert of severity ``none`` that is not the
Watchdog must end at ``null``, and amtool must refuse a receiver that is wrong on purpose.

Fails: an alert that ends elsewhere or at several receivers.

Fix: correct the route's matchers or the alert's ``severity``.

Ignore: never; receivers are named by the answers ``pager_receiver`` and ``ticket_receiver``.
"""

from collections.abc import Iterator, Mapping

from scaffold import tool
from scaffold.check import Findings, Level
from scaffold.errors import ScaffoldError, Skip
from scaffold.finding import Finding
from scaffold.repo import ServiceRepo

ID = "alerts-reach-receivers"
LEVEL = Level.STATIC
TOOLS = ("amtool",)
PACKAGES = ()

WATCHDOG = "Watchdog"


def find(repo: ServiceRepo) -> Findings:
    """Send each alert through the routes; see the module."""
    configuration = repo.alertmanager
    if tool.run("amtool", "check-config", configuration.path, cwd=repo.root).code:
        raise Skip(f"{configuration.path} is not valid, see alertmanager-is-valid")
    expected = _expected(repo)
    for receiver in dict.fromkeys(expected.values()):
        if receiver not in configuration.receivers:
            line = configuration.document.line("receivers")
            hint = "the answers name it"
            yield Finding(configuration.path, line, f"there is no receiver {receiver!r}", hint)
    for labels in _alerts(repo):
        severity = labels.get("severity", "")
        wanted = "watchdog" if labels["alertname"] == WATCHDOG else expected.get(severity)
        if wanted and (got := _misrouted(repo, labels, wanted)) is not None:
            message = f"{labels['alertname']} (severity {severity}) reaches {got}, not {wanted}"
            keys = configuration.find_route(labels).keys
            line = configuration.document.line(*keys, "receiver")
            yield Finding(configuration.path, line, message, "mend this route, or one before it")
    return f"{len(repo.alerts)} alerts, 2 controls"


def _expected(repo: ServiceRepo) -> Mapping[str, str]:
    return {
        "critical": str(repo.answers["pager_receiver"]),
        "warning": str(repo.answers["ticket_receiver"]),
        "none": "null",
    }


def _alerts(repo: ServiceRepo) -> Iterator[dict[str, str]]:
    """Labels of every alert, and of one that must not disturb anybody."""
    target = repo.contract.target_labels
    for alert in repo.alerts:
        yield {**target, **alert.labels, "alertname": alert.name}
    yield {**target, "alertname": "NegativeControl", "severity": "none"}


def _misrouted(repo: ServiceRepo, labels: Mapping[str, str], wanted: str) -> str | None:
    """The receivers that an alert reaches instead of the wanted one, or None if it does.

    Raises:
        ScaffoldError: amtool also accepts a receiver that is wrong on purpose.
    """
    path = repo.alertmanager.path
    words = [f"{name}={value}" for name, value in labels.items()]
    command = ("config", "routes", "test", f"--config.file={path}")
    done = tool.run("amtool", *command, f"--verify.receivers={wanted}", *words, cwd=repo.root)
    if labels["alertname"] == "NegativeControl":
        wrong = f"--verify.receivers=not-{wanted}"
        if not tool.run("amtool", *command, wrong, *words, cwd=repo.root).code:
            raise ScaffoldError("amtool accepts a wrong receiver: its answers prove nothing")
    return (done.stdout.splitlines() or ["nothing"])[0].strip() if done.code else None
