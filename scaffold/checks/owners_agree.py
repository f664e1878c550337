"""Everything that names the service or its team names the same one.

Why: the portal, the chart, the reviewers and the alerts each find the owner in another file; at
night the wrong one is woken.

Passes: the name in ``Chart.yaml`` and ``catalog-info.yaml`` is the answer ``name``, and the owner
in ``catalog-info.yaml`` and the last catch-all line of ``CODEOWNERS`` is the answer ``team``.

Fails: another name or team in one of these.

Fix: correct the file, or answer anew (``scaffold update``) when the service has moved to another
team.

Ignore: never.
"""

from collections.abc import Iterator

from scaffold.artifacts.chart import FOLDER
from scaffold.artifacts.document import dig, read_document
from scaffold.artifacts.files import read_text
from scaffold.check import Findings, Level
from scaffold.finding import Finding
from scaffold.repo import ServiceRepo

ID = "owners-agree"
LEVEL = Level.STATIC
TOOLS = ()
PACKAGES = ()

_CATALOGUE = "catalog-info.yaml"
_CODEOWNERS = ".github/CODEOWNERS"


def find(repo: ServiceRepo) -> Findings:
    """Compare the files with the answers; see the module."""
    name, team = repo.name, str(repo.answers["team"])
    owner = f"group:default/{team}"
    wanted = (
        (f"{FOLDER}/Chart.yaml", ("name",), name),
        (_CATALOGUE, ("metadata", "name"), name),
        (_CATALOGUE, ("spec", "owner"), owner),
    )
    for path, keys, wish in wanted:
        document = read_document(repo.root, path)
        found = dig(document.data, *keys)
        if found != wish:
            message = f"{'.'.join(keys)} is {found}, the answers say {wish}"
            yield Finding(path, document.line(*keys), message, f"write {wish}")
    yield from _judge_reviewers(repo, f"@{repo.answers['organisation']}/{team}")
    return f"{name} belongs to {team} in 3 files"


def _judge_reviewers(repo: ServiceRepo, team: str) -> Iterator[Finding]:
    rows = (read_text(repo.root, _CODEOWNERS) or "").splitlines()
    catch_all = [
        (number, row.split()) for number, row in enumerate(rows, 1) if row.startswith("* ")
    ]
    if not catch_all:
        yield Finding(_CODEOWNERS, 0, "has no owner for everything", f"add: * {team}")
    elif team not in catch_all[-1][1]:
        number, words = catch_all[-1]
        yield Finding(_CODEOWNERS, number, f"is {' '.join(words[1:])}, the answers say {team}")
