"""The service passes its type checker.

Why: the error path is the one that nobody has run; the type checker reads it all the same.

Passes: the type checker, at the locked version and with the settings in the repository, finds
nothing.

Fails: whatever it reports as an error.

Fix: go to the line; correct the type, or the code that the type shows to be wrong.

Ignore: a single line, with the checker's own comment and the reason behind it.
"""

from scaffold.check import Findings, Level
from scaffold.repo import ServiceRepo

ID = "service-type-checks"
LEVEL = Level.UNIT
TOOLS = ()
PACKAGES = ()


def find(repo: ServiceRepo) -> Findings:
    """Check the service's types; see the module."""
    verdict = repo.language.check_types(repo.root)
    yield from verdict.findings
    return verdict.evidence
