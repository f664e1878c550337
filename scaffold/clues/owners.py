"""Whose a repository is: what git's remote and CODEOWNERS say."""

import re
from collections.abc import Iterator
from pathlib import Path

from scaffold import git
from scaffold.clues.clue import Clue, label
from scaffold.errors import ScaffoldError

_REMOTE = re.compile(
    r"(?:^|[/@])(?P<host>[^/@:]+)(?::[0-9]+)?[:/](?P<owner>[^/:]+)/(?P<repository>[^/]+?)(?:\.git)?/?$"
)
_PLACES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS")  # as GitHub looks for it


def owner_clues(root: Path, files: tuple[str, ...]) -> Iterator[Clue]:
    """Organisation, team and the address of runbooks; the repository's name as well."""
    yield from _remote(root)
    path = next((place for place in _PLACES if place in files), None)
    if path:
        yield from _owners(path, (root / path).read_text(encoding="utf-8", errors="replace"))


def _remote(root: Path) -> Iterator[Clue]:
    try:
        url = git.run("config", "--get", "remote.origin.url", cwd=root).strip()
        within = git.run("rev-parse", "--show-prefix", cwd=root).strip()
    except ScaffoldError:  # no repository, or no such remote
        return
    found = _REMOTE.search(url)
    if found is None:
        return
    place = "git remote origin"
    yield Clue("organisation", label(found["owner"]), place)
    if not within:
        yield Clue("name", label(found["repository"]), place)
    if found["host"] == "github.com":
        address = f"https://github.com/{found['owner']}/{found['repository']}/blob/main"
        yield Clue("runbook_base_url", f"{address}/{within}runbooks", place)


def _owners(path: str, text: str) -> Iterator[Clue]:
    """Read the rule for everything; the last one counts."""
    for number, line in reversed(list(enumerate(text.splitlines(), 1))):
        words = line.partition("#")[0].split()
        if not words or words[0] not in {"*", "/", "/**", "**"}:
            continue
        for word in words[1:]:
            organisation, slash, team = word.removeprefix("@").partition("/")
            if word.startswith("@") and slash:
                yield Clue("team", label(team), f"{path}:{number}")
                yield Clue("organisation", label(organisation), f"{path}:{number}")
            elif not word.startswith("@") and "@" in word:
                yield Clue("team_contact", word, f"{path}:{number}")
        return
