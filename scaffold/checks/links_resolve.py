"""Links between the repository's pages lead somewhere.

Why: of one public set of alerts 28 of 41 runbook links were dead. A link is followed when it is
needed, and that is the wrong time to find out.

Passes: in every Markdown file each relative link (and each to the repository's own pages on GitHub)
names a file or folder of the repository, each ``#anchor`` a heading of the page it leads to, and
each ``/d/<uid>`` in a runbook a dashboard.

Fails: a file, a heading or a dashboard that is not there.

Fix: correct the target; an anchor is its heading in lower case with hyphens for spaces.

Ignore: addresses of other sites are not followed.
"""

import posixpath
import re
from collections.abc import Iterator
from urllib.parse import unquote

from scaffold.artifacts.markdown import Link, Markdown, read_markdown
from scaffold.check import Findings, Level
from scaffold.finding import Finding
from scaffold.repo import ServiceRepo

ID = "links-resolve"
LEVEL = Level.STATIC
TOOLS = ()
PACKAGES = ()

_ELSEWHERE = re.compile(r"^([a-z][a-z0-9+.-]*:|//|/)", re.IGNORECASE)
_DASHBOARD = re.compile(r"/d/(?P<uid>[\w-]+)")


def find(repo: ServiceRepo) -> Findings:
    """Follow each link; see the module."""
    pages = {
        path: read_markdown(repo.root, path)
        for path in repo.files
        if path.endswith(".md") and (repo.root / path).is_file()
    }
    links = 0
    for page in pages.values():
        for link in page.links:
            links += 1
            if message := _judge(link, page, pages, repo):
                yield Finding(page.path, link.line, message)
        yield from _dashboards(page, repo)
    return f"{links} links in {len(pages)} pages"


def _judge(link: Link, page: Markdown, pages: dict[str, Markdown], repo: ServiceRepo) -> str:
    """What is wrong with a link, or nothing."""
    address = unquote(link.target)
    own = address.removeprefix(_published_at(repo))
    if own == address and _ELSEWHERE.match(address):
        return ""
    path, _, anchor = own.partition("#")
    folder = posixpath.dirname(page.path) if own == address else ""
    target = posixpath.normpath(posixpath.join(folder, path)) if path else page.path
    if target.startswith(".."):
        return f"{link.target} leads out of the repository"
    if not (repo.root / target).exists():
        return f"{link.target} leads to no file"
    target = (repo.root / target).resolve().relative_to(repo.root.resolve()).as_posix()
    if anchor and target in pages and anchor not in pages[target].anchors:
        return f"{link.target}: {target} has no heading {anchor!r}"
    return ""


def _published_at(repo: ServiceRepo) -> str:
    """Address under which the repository's own files are read."""
    return f"https://github.com/{repo.answers['organisation']}/{repo.name}/blob/main/"


def _dashboards(page: Markdown, repo: ServiceRepo) -> Iterator[Finding]:
    uids = {dashboard.uid for dashboard in repo.dashboards}
    for number, line in enumerate(page.text.splitlines(), start=1):
        for found in _DASHBOARD.finditer(line):
            if found["uid"] not in uids:
                hint = f"there is {', '.join(sorted(uids))}"
                yield Finding(page.path, number, f"there is no dashboard {found['uid']!r}", hint)
