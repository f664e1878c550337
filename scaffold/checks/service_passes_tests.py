"""The service passes its own tests.

Why: logs, metrics, traces, probes and shutdown are promises to whoever is on call; the tests are
what keeps them.

Passes: every test case passes, with the locked dependencies, in an environment that holds nothing
else.

Fails: a case that fails or cannot be collected, and a repository without any case.

Fix: run the same case in the repository (``make test``); it needs nothing from here.

Ignore: never; a case that cannot run somewhere skips itself and says why.
"""

from scaffold.check import Findings, Level
from scaffold.finding import Finding
from scaffold.language import CaseOutcome
from scaffold.repo import ServiceRepo

ID = "service-passes-tests"
LEVEL = Level.UNIT
TOOLS = ()
PACKAGES = ()


def find(repo: ServiceRepo) -> Findings:
    """Run the service's tests; see the module."""
    if not repo.cases:
        yield Finding("tests", 0, "holds no test case", "restore the tests that the template made")
    for case in repo.cases:
        if case.outcome is CaseOutcome.FAILED:
            yield Finding(case.path, case.line, f"{case.name} fails: {case.message}")
    skipped = sum(case.outcome is CaseOutcome.SKIPPED for case in repo.cases)
    files = len({case.path for case in repo.cases})
    runner = repo.language.test_runner(repo.root)
    ran = f"{runner}: {len(repo.cases) - skipped} cases in {files} files"
    return f"{ran}, {skipped} skipped" if skipped else ran
