"""Every runbook answers the same six questions in the same order.

Why: at 3 a.m. nobody reads, one looks. The way to stop the damage stands in the same place on every
page.

Passes: each page has the sections Description (what is happening), Impact (what do users notice),
Diagnosis (how to verify), Mitigation (how to stop it now), Escalation (whom to call) and
Verification (how to see that it is over), in that order, each with text of its own.

Fails: a section that is missing, empty or out of order.

Fix: add the heading (``## Diagnosis``) and its text.

Ignore: never.
"""

from collections.abc import Iterator

from scaffold.artifacts.runbooks import Runbook
from scaffold.check import Findings, Level
from scaffold.finding import Finding
from scaffold.repo import ServiceRepo

ID = "runbooks-have-sections"
LEVEL = Level.STATIC
TOOLS = ()
PACKAGES = ()

SECTIONS = ("Description", "Impact", "Diagnosis", "Mitigation", "Escalation", "Verification")
LEVEL_OF_SECTIONS = 2


def find(repo: ServiceRepo) -> Findings:
    """Judge the headings of each page; see the module."""
    for runbook in repo.runbooks:
        yield from _judge(runbook)
    return f"{len(repo.runbooks)} runbooks, {len(SECTIONS)} sections each"


def _judge(runbook: Runbook) -> Iterator[Finding]:
    lines = {
        heading.text: heading.line
        for heading in runbook.page.headings
        if heading.level == LEVEL_OF_SECTIONS and heading.text in SECTIONS
    }
    for name in SECTIONS:
        if name not in lines:
            yield Finding(runbook.path, 0, f"has no section {name}", f"add ## {name}")
        elif not any(text.strip() for _, text in runbook.page.section(name)):
            yield Finding(runbook.path, lines[name], f"the section {name} is empty", "write it")
    wanted = [name for name in SECTIONS if name in lines]
    for here, there in zip(lines, wanted, strict=True):
        if here != there:
            message = f"the section {here} stands where {there} belongs"
            hint = f"the order is {', '.join(SECTIONS)}"
            yield Finding(runbook.path, lines[here], message, hint)
            break
