"""Every query of the runbooks answers while the alert fires.

Why: at 3 a.m. an empty result looks like good news. A query with a label that nobody has is empty
too, in every night.

Passes: for each alert that fired, every PromQL query of its runbook returns data in the Prometheus
that it fired in, at the moment when it had reached its receiver; those of the section
"Verification" once all is well again, as they ask whether it is. A query that compares with a
number may leave nothing; the series that it compares must be there.

Fails: a query that Prometheus refuses, one that is empty, or one whose series do not exist.

Fix: run it against a Prometheus that knows the service; look for a label or a status too many.

Ignore: never. A query of series that come from elsewhere (kube-state-metrics, say) is not judged;
the evidence counts it.
"""

from scaffold.artifacts.promql import is_query, parse_query
from scaffold.artifacts.runbooks import Runbook
from scaffold.check import Findings, Level
from scaffold.errors import ScaffoldError
from scaffold.finding import Finding
from scaffold.live.prometheus import Prometheus
from scaffold.live.recordings import burning, gone
from scaffold.live.recordings.gone import ABSENT
from scaffold.repo import ServiceRepo

ID = "live-runbook-queries-answer"
LEVEL = Level.LIVE
TOOLS = ("prometheus", "alertmanager")
PACKAGES = ("promql-parser",)

VERIFICATION = "Verification"


def find(repo: ServiceRepo) -> Findings:
    """Ask each query at its moment; see the module."""
    repo.live.begin(burning.record, gone.record, apart=True)
    burns, absence = repo.live.get(burning.record), repo.live.get(gone.record)
    fired = {notice.alert for notice in (*burns.notices, *absence.notices) if notice.fires}
    answered = foreign = 0
    for runbook in repo.runbooks:
        if runbook.alert not in fired:
            continue
        verifying = _verification(runbook)
        for text, line in runbook.queries:
            if _is_foreign(repo, text):
                foreign += 1
                continue
            answered += 1
            seen = absence if runbook.alert == ABSENT and line not in verifying else burns
            at = burns.after if line in verifying else seen.during
            when = "once all is well again" if line in verifying else "while the alert fires"
            if message := _problem(seen.stage.prometheus, text, at, when):
                yield Finding(runbook.path, line, message)
    beside = f", {foreign} of series from elsewhere not judged" if foreign else ""
    return f"{answered} queries of {len(fired)} runbooks{beside}"


def _verification(runbook: Runbook) -> frozenset[int]:
    """Lines of the section that asks whether all is well again."""
    return frozenset(line for line, _ in runbook.page.section(VERIFICATION))


def _is_foreign(repo: ServiceRepo, text: str) -> bool:
    """Whether it selects a series that neither the service nor a rule makes."""
    return is_query(text) and not set(parse_query(text).metrics) <= set(repo.series)


def _problem(prometheus: Prometheus, text: str, at: float, when: str) -> str:
    """What is wrong with an answer; one that a comparison filters needs something to compare."""
    try:
        if prometheus.query(text, at):
            return ""
        query = parse_query(text)
        missing = [str(one) for one in query.selectors if not prometheus.query(str(one), at)]
    except ScaffoldError as error:
        return str(error)
    if not query.comparisons:
        return f"{when} it returns nothing"
    return f"{when} there is no {' and no '.join(missing)}" if missing else ""
