"""Every alert has a runbook.

Why: whoever is woken did not write the service. Without a page they start by reading code.

Passes: for each alerting rule there is ``runbooks/<AlertName>.md`` whose title is the alert's name,
and the index ``runbooks/README.md`` links to it.

Fails: an alert without a page, a page with another title, a page that the index leaves out.

Fix: copy the page of a similar alert and rewrite every section.

Ignore: never; an alert that needs no page needs no alert.
"""

from collections.abc import Iterator

from scaffold.artifacts.markdown import read_markdown
from scaffold.artifacts.runbooks import FOLDER
from scaffold.check import Findings, Level
from scaffold.finding import Finding
from scaffold.repo import ServiceRepo

ID = "alerts-have-runbooks"
LEVEL = Level.STATIC
TOOLS = ()
PACKAGES = ()

INDEX = f"{FOLDER}/README.md"


def find(repo: ServiceRepo) -> Findings:
    """Look for the page of each alert; see the module."""
    pages = {runbook.alert: runbook.page for runbook in repo.runbooks}
    for alert in repo.alerts:
        page = pages.get(alert.name)
        if page is None:
            message = f"{alert.name} has no runbook"
            yield Finding(*alert.place(), message, f"write {FOLDER}/{alert.name}.md")
            continue
        title = page.headings[0] if page.headings else None
        if title is None or title.text.strip("`") != alert.name:
            line = title.line if title else 0
            yield Finding(page.path, line, "the title is not the alert's name", f"# {alert.name}")
    yield from _judge_index(repo, [alert.name for alert in repo.alerts if alert.name in pages])
    return f"{len(repo.alerts)} alerts"


def _judge_index(repo: ServiceRepo, names: list[str]) -> Iterator[Finding]:
    if INDEX not in repo.files:
        yield Finding(INDEX, 0, "there is no index of the runbooks", "list every page there")
        return
    linked = {link.target.removeprefix("./") for link in read_markdown(repo.root, INDEX).links}
    for name in names:
        if f"{name}.md" not in linked:
            yield Finding(INDEX, 0, f"{name} is not in the index", f"add [{name}]({name}.md)")
