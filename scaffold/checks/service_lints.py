"""The service is linted and formatted by its own settings.

Why: a reader at night should meet one style, and the linter's rules catch bugs that no test was
written for.

Passes: linter and formatter, at the locked version and with the settings in the repository, have
nothing to say.

Fails: whatever they report.

Fix: ``make format`` mends most of it.

Ignore: switch the one rule off in the service's own settings, with the reason beside it.
"""

from scaffold.check import Findings, Level
from scaffold.repo import ServiceRepo

ID = "service-lints"
LEVEL = Level.UNIT
TOOLS = ()
PACKAGES = ()


def find(repo: ServiceRepo) -> Findings:
    """Lint the service; see the module."""
    verdict = repo.language.lint(repo.root)
    yield from verdict.findings
    return verdict.evidence
