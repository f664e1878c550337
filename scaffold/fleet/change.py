"""An update of one member as git objects, before it is handed on."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from scaffold.errors import ScaffoldError
from scaffold.fleet.committed import Committed
from scaffold.fleet.members import Member, Requests
from scaffold.fleet.outlook import Outlook
from scaffold.merging.checkout import read_blobs
from scaffold.merging.objects import SUBMODULE, Entry, ObjectFolder, scratch_objects
from scaffold.rendered import File, gather
from scaffold.report import Report


@dataclass(frozen=True)
class Change:
    """What is handed on.

    Attributes:
        member: whose it is.
        committed: what it was worked out on.
        outlook: what changes.
        store: scratch folder with the new blobs.
        output: folder for what is handed on as a file.
        requests: how pull requests are opened.
        proof: what its checks came to; None where none were asked for.
    """

    member: Member
    committed: Committed
    outlook: Outlook
    store: ObjectFolder
    output: Path
    requests: Requests = field(default_factory=Requests)
    proof: Report | None = None

    @property
    def subject(self) -> str:
        """First line of the commit."""
        source = self.committed.recorded.source if self.committed.recorded else ""
        return f"Update to {source} {self.outlook.to_version}"

    @property
    def after(self) -> dict[str, Entry]:
        """The whole commit as it is to be, by path."""
        prefix = self.committed.checkout.prefix
        changed = {prefix + path: e for path, e in self.outlook.settlement.after.items()}
        kept = {path: e for path, e in self.committed.whole.items() if path not in changed}
        return kept | {path: entry for path, entry in changed.items() if entry}


def write_tree(change: Change) -> str:
    """Write the new tree into the member's repository, where no branch knows it yet."""
    checkout = change.committed.checkout
    entries = change.after
    change.store.copy_to(checkout.objects, {entry.oid for entry in entries.values()})
    with scratch_objects(checkout.algorithm) as trees:
        root = trees.write_tree(entries)
        trees.copy_to(checkout.objects, trees.oids())
    return root


def write_commit(change: Change) -> str:
    """Write the commit as well, on top of the one that the change was worked out on."""
    checkout = change.committed.checkout
    words = ("commit-tree", write_tree(change), "-p", checkout.head, "-m", change.subject)
    asked = checkout.git("var", "GIT_COMMITTER_IDENT")
    name = ("-c", "user.name=scaffold", "-c", "user.email=scaffold@localhost")
    return checkout.git(*(name if asked.code else ()), *words).succeeded().stdout.strip()


def export(
    committed: Committed, store: ObjectFolder, place: Path, after: Mapping[str, Entry]
) -> None:
    """Write a service's files into a folder, as a commit with these entries would have them.

    Args:
        committed: the member.
        store: scratch folder that stands before its objects.
        place: a folder that does not exist yet.
        after: the whole commit, by path.
    """
    prefix = committed.checkout.prefix
    wanted = {
        path.removeprefix(prefix): entry
        for path, entry in after.items()
        if path.startswith(prefix) and entry.mode != SUBMODULE
    }
    contents = read_blobs(committed.checkout, store.root, wanted)
    files = {path: File(contents[path], int(entry.mode, 8)) for path, entry in wanted.items()}
    try:
        gather(files, set()).write(place)
    except OSError as error:
        raise ScaffoldError(f"{os.fspath(place)}: cannot be written: {error}") from None
