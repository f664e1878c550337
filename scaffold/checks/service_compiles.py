"""The service compiles and every module of it loads.

Why: a file that compiles can still fail when it is loaded, and a service that does not load
restarts for ever.

Passes: every source file compiles, and every module of the service loads with the locked
dependencies.

Fails: a syntax error, an import of something that is not in the lock file, an error while a module
is loaded.

Fix: go to the line. For a missing import add the dependency and lock again.

Ignore: never.
"""

from scaffold.check import Findings, Level
from scaffold.repo import ServiceRepo

ID = "service-compiles"
LEVEL = Level.UNIT
TOOLS = ()
PACKAGES = ()


def find(repo: ServiceRepo) -> Findings:
    """Compile and load the service; see the module."""
    verdict = repo.language.compile(repo.root)
    yield from verdict.findings
    return verdict.evidence
