"""A made-up organisation: many services of the packaged template, as their owners have left them.

    .venv/bin/python tests/benchmarks/organisation.py PLACE [--members N] [--seed S] [--jobs J]

makes ``PLACE/fleet.yaml``, ``PLACE/template.bundle`` and a git repository a member. The same seed
makes the same commits at the same place, which is recorded in them. What members
are like is drawn by the weights below.
"""

import argparse
import difflib
import multiprocessing
import os
import random
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import TypeVar

import yaml

from scaffold.fleet.shelf import known_releases, released
from scaffold.releases import PACKAGED
from scaffold.rendered import File
from scaffold.template import Template

Word = TypeVar("Word")
Files = dict[str, File]

LANGUAGES = {"go": 40, "python": 35, "typescript": 25}
NEWEST = "1.3.2"
VERSIONS = {"1.0.0": 20, "1.1.0": 25, "1.2.0": 30, "1.3.0": 15, NEWEST: 10}
TEAMS = ("billing", "catalogue", "delivery", "identity", "platform", "search", "support", "trust")
TIERS = {1: 15, 2: 35, 3: 50}
BARE = 0.25
PINNED = 0.02
CANARIES = 0.01
_WORDS = (
    *("account", "address", "basket", "bonus", "card", "claim", "credit", "customer", "discount"),
    *("event", "export", "gift", "image", "import", "label", "ledger", "loan", "mail", "message"),
    *("offer", "order", "parcel", "photo", "price", "profile", "quote", "rating", "refund"),
    *("report", "return", "review", "route", "seller", "stock", "tax", "ticket", "voucher"),
)
_ROLES = ("api", "batch", "feed", "gateway", "index", "store", "sync", "worker")
_IDENTITY = "Somebody <somebody@example.com> 1700000000 +0000"


@dataclass(frozen=True)
class Service:
    """One member as it is drawn.

    Attributes:
        name: its name.
        version: the release that it is at.
        answers: what it was made with.
        edit: word of ``EDITS``: what its owners did since.
        bare: whether its repository has no work tree.
        pinned: whether it is held back.
        canary: whether it is in the first wave.
        seed: for what its owners' edits depend on.
    """

    name: str
    version: str
    answers: Mapping[str, object]
    edit: str
    bare: bool
    pinned: bool
    canary: bool
    seed: str


def untouched(files: Files, _newest: Files, _draw: random.Random) -> Files:
    """As it was made."""
    return files


def with_files_of_its_own(files: Files, _newest: Files, draw: random.Random) -> Files:
    """Code and documents that the template knows nothing of."""
    own = {
        f"internal/extra/part{number}.txt": File(f"{draw.random()}\n".encode() * 40)
        for number in range(draw.randint(1, 12))
    }
    return files | own | {"docs/decisions/0001-storage.md": File(b"# Storage\n\nPostgreSQL.\n")}


def with_seeded_code(files: Files, newest: Files, draw: random.Random) -> Files:
    """Its own code where the template had an example, and files of its own."""
    code = next(path for path in files if path.endswith(("/orders.go", "/orders.py", "/orders.ts")))
    edited = {code: File(files[code].content + b"\n" + _comment(code) + b" ours\n")}
    return with_files_of_its_own(files, newest, draw) | edited


def with_lines(files: Files, newest: Files, draw: random.Random) -> Files:
    """Lines of managed files, at places that no release changes."""
    quiet = [
        path for path, file in files.items() if path.endswith(".md") and len(file.content) > 999
    ]
    still = [path for path in quiet if newest.get(path) == files[path]]
    edited = {path: File(files[path].content + b"\nOurs.\n") for path in draw.sample(still, 2)}
    return with_seeded_code(files, newest, draw) | edited


def with_a_renamed_file(files: Files, _newest: Files, _draw: random.Random) -> Files:
    """A managed document under another name."""
    return {("docs/design.md" if p == "docs/architecture.md" else p): f for p, f in files.items()}


def with_a_deleted_file(files: Files, _newest: Files, _draw: random.Random) -> Files:
    """Something of the template's that nobody wanted."""
    return {path: file for path, file in files.items() if path != ".editorconfig"}


def with_a_conflict(files: Files, newest: Files, draw: random.Random) -> Files:
    """A line that a release changes as well; where none does, it is untouched."""
    changed = [p for p in files if p in newest and files[p] != newest[p] and p.endswith(".md")]
    if not changed:
        return files
    path = draw.choice(sorted(changed))
    before, after = (
        side[path].content.decode().splitlines(keepends=True) for side in (files, newest)
    )
    blocks = difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    line = next(block[1] for block in blocks if block[0] != "equal")
    text = [*before[:line], "Ours, at the same place.\n", *before[line + 1 :]]
    return files | {path: File("".join(text).encode())}


EDITS: dict[str, tuple[int, Callable[[Files, Files, random.Random], Files]]] = {
    "untouched": (25, untouched),
    "own": (20, with_files_of_its_own),
    "seeded": (25, with_seeded_code),
    "lines": (19, with_lines),
    "renamed": (4, with_a_renamed_file),
    "deleted": (4, with_a_deleted_file),
    "conflict": (3, with_a_conflict),
}
"""By name: how many of a hundred do it, and what it makes of a render."""


def _comment(path: str) -> bytes:
    return b"#" if path.endswith(".py") else b"//"


def draw_services(members: int, seed: int) -> Iterator[Service]:
    """Draw the organisation."""
    names = [f"{word}-{role}" for word in _WORDS for role in _ROLES]
    draw = random.Random(seed)  # noqa: S311 - an organisation, not a secret
    draw.shuffle(names)
    for number in range(members):
        name = names[number % len(names)] + (f"-{number // len(names)}" * (number >= len(names)))
        version = _one(draw, VERSIONS)
        answers = {
            "name": name,
            "language": _one(draw, LANGUAGES),
            "team": draw.choice(TEAMS),
            "tier": _one(draw, TIERS),
        }
        if draw.random() < 0.2:
            answers["slo_window_days"] = 28
        edit = _one(draw, {word: weight for word, (weight, _) in EDITS.items()})
        bare, pinned = draw.random() < BARE, draw.random() < PINNED
        canary = number < max(1, members * CANARIES)
        yield Service(name, version, answers, edit, bare, pinned, canary, f"{seed}/{name}")


def _one(draw: random.Random, weights: Mapping[Word, int]) -> Word:
    return draw.choices(list(weights), list(weights.values()))[0]


def make(place: Path, members: int, seed: int = 1, jobs: int = 2) -> list[Service]:
    """Make it in an empty folder; return what was drawn."""
    bundle = place / "template.bundle"
    shutil.copy(PACKAGED["service"].bundle, bundle)
    services = list(draw_services(members, seed))
    context = multiprocessing.get_context("spawn")
    with context.Pool(jobs) as pool:
        for _ in pool.imap_unordered(partial(_make_service, place), services, chunksize=8):
            pass
    content = {
        "template": {"source": str(bundle)},
        "waves": [{"name": "canary"}, {"name": "rest"}],
        "members": [_row(service) for service in services],
    }
    (place / "fleet.yaml").write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    return services


def _row(service: Service) -> dict[str, object]:
    row = {"name": service.name, "path": path_of(service)}
    row |= {key: str(service.answers[key]) for key in ("team", "tier", "language")}
    if service.canary:
        row["wave"] = "canary"
    if service.pinned:
        why = {"reason": "an audit", "expires": "2999-12-31"}
        row["pin"] = {"version": service.version, **why}
    return row


def path_of(service: Service) -> str:
    """Where its repository stands, below the organisation's folder."""
    return f"repositories/{service.name}" + (".git" if service.bare else "")


@cache
def _template(source: str, version: str) -> Template:
    return released(source, version)


def _make_service(place: Path, service: Service) -> None:
    """Render it, edit it, and make its repository."""
    source = str(place / "template.bundle")
    template = _template(source, service.version)
    made = _files(template, service)
    newest = _template(source, known_releases(source)[0].version)
    after = _files(newest, service) if service.edit in {"lines", "conflict"} else {}
    draw = random.Random(service.seed)  # noqa: S311 - as above
    edited = EDITS[service.edit][1](made, after, draw)
    root = place / path_of(service)
    root.mkdir(parents=True)
    bare = ("--bare",) if service.bare else ()
    _git(root, b"", "init", "--quiet", "--initial-branch=main", *bare)
    commits = [made] if edited == made else [made, edited]
    stream = b"".join(_commit(files, number) for number, files in enumerate(commits))
    _git(root, stream, "fast-import", "--quiet")
    if not service.bare:
        _git(root, b"", "reset", "--quiet", "--hard")


def _files(template: Template, service: Service) -> Files:
    answers = template.answers_from(service.answers).answers
    return dict(template.rendered(answers).files)


def _commit(files: Files, number: int) -> bytes:
    """One commit for ``git fast-import`` with these files and no others."""
    message = b"Edit\n" if number else b"Create\n"
    head = f"commit refs/heads/main\nmark :{number + 1}\ncommitter {_IDENTITY}\n".encode()
    parts = [head, b"data %d\n" % len(message), message]
    parts += [b"from :%d\n" % number] if number else []
    parts.append(b"deleteall\n")
    for path, file in files.items():
        parts.append(f"M {file.mode:o} inline {path}\ndata {len(file.content)}\n".encode())
        parts += [file.content, b"\n"]
    return b"".join(parts)


def _git(root: Path, stdin: bytes, *words: str) -> None:
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    command = ("git", *words)
    subprocess.run(command, cwd=root, input=stdin, check=True, capture_output=True, env=environment)


def main() -> None:
    """Make one and say what it is like."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("place", type=Path)
    parser.add_argument("--members", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    given = parser.parse_args()
    given.place.mkdir(parents=True)
    began = time.monotonic()
    services = make(given.place.resolve(), given.members, given.seed, given.jobs)
    print(f"{len(services)} members in {time.monotonic() - began:.0f} s: {given.place}/fleet.yaml")
    for what in ("version", "edit", "bare", "pinned"):
        found = [str(getattr(service, what)) for service in services]
        print(f"{what}:", ", ".join(f"{word} {found.count(word)}" for word in sorted(set(found))))


if __name__ == "__main__":
    main()
