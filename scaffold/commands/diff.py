"""``scaffold diff``: what the user changed against the template version of a repository."""

import os
from collections.abc import Iterator
from pathlib import Path

from scaffold.drift import Difference, Drift, Owner
from scaffold.merging.checkout import Checkout, find_checkout, read_index
from scaffold.merging.line_ends import write_renders
from scaffold.merging.merge import Tree
from scaffold.merging.objects import ObjectFolder, scratch_objects
from scaffold.merging.seeded import owner_of, seeded_patterns
from scaffold.merging.writing import undo_interrupted
from scaffold.own import read_own, without_own
from scaffold.program import Result
from scaffold.recorded import read_recorded, require_version
from scaffold.template import open_template
from scaffold.update import Action

_OWNERS = tuple(Owner)
_ACTIONS = {
    "A": Action.ADDED,
    "D": Action.DELETED,
    "M": Action.CHANGED,
    "R": Action.RENAMED,
    "T": Action.CHANGED,
}


def diff(root: Path, *, patch: bool = False) -> Drift:
    """Render the version a repository is at again, and compare the work tree with it.

    Args:
        root: the repository's folder.
        patch: put a unified diff into the result.

    Raises:
        UsageError: it is no git repository, or was not made from a release.
        ScaffoldError: that version cannot be rendered any more.
    """
    checkout = find_checkout(root)
    undo_interrupted(checkout)
    recorded = read_recorded(root)
    require_version(recorded, root)
    with (
        open_template(recorded.source, recorded.version) as template,
        scratch_objects(checkout.algorithm) as store,
    ):
        rendered = template.rendered(template.answers_from(recorded.values).answers)
        files = without_own(rendered.files, read_own(root))
        ours = read_index(checkout)
        base, _ = write_renders(checkout, store, ours, files, files)
        tree = store.write_tree({checkout.prefix + path: entry for path, entry in base.items()})
        patterns = seeded_patterns(template.questionnaire)
        found = (*_compared(checkout, store, tree, base, patterns), *_untracked(checkout, base))
        return Drift(
            root=str(root),
            source=template.source,
            version=template.version,
            differences=tuple(sorted(found, key=lambda one: (_OWNERS.index(one.owner), one.path))),
            patch=_git_diff(checkout, store, tree, "--patch").stdout if patch else "",
        )


def _compared(
    checkout: Checkout, store: ObjectFolder, tree: str, base: Tree, patterns: tuple[str, ...]
) -> Iterator[Difference]:
    """Differences between the render and what git tracks, as the files stand now."""
    found = _git_diff(checkout, store, tree, "--raw", "--numstat", "-z", "--no-abbrev")
    rows, counts = _read(os.fsdecode(found.output), checkout.prefix)
    for letter, origin, path in rows:
        if letter == "D" and os.path.lexists(checkout.folder / path):
            continue  # made by the template, ignored by git
        added, removed = counts.get(path, (0, 0))
        yield Difference(
            path=path,
            owner=owner_of(origin or path, base, patterns),
            action=_ACTIONS.get(letter, Action.CHANGED),
            origin=origin,
            added_lines=added,
            removed_lines=removed,
        )


def _untracked(checkout: Checkout, base: Tree) -> Iterator[Difference]:
    words = ("ls-files", "-z", "--others", "--exclude-standard", "--", checkout.prefix or ".")
    for row in checkout.git(*words).succeeded().stdout.split("\0"):
        path = row.removeprefix(checkout.prefix)
        if path and path not in base:
            yield Difference(path, Owner.MINE, Action.ADDED)


def _git_diff(checkout: Checkout, store: ObjectFolder, tree: str, *form: str) -> Result:
    words = ("-c", "core.quotePath=false", "diff", "--no-color", "--no-ext-diff", "--find-renames")
    limits = (tree, "--", checkout.prefix or ".")
    return checkout.git(*words, *form, *limits, scratch=store.root).succeeded()


def _read(
    output: str, prefix: str
) -> tuple[list[tuple[str, str, str]], dict[str, tuple[int, int]]]:
    """Rows of (letter, origin, path), and the lines added and removed by path."""
    rows: list[tuple[str, str, str]] = []
    counts: dict[str, tuple[int, int]] = {}
    fields = iter(output.split("\0"))
    for field in filter(None, fields):
        if field.startswith(":"):
            letter = field.rpartition(" ")[2][0]
            origin = next(fields).removeprefix(prefix) if letter == "R" else ""
            rows.append((letter, origin, next(fields).removeprefix(prefix)))
            continue
        added, removed, path = field.split("\t", 2)
        if not path:  # a renamed one: its names follow
            _, path = next(fields), next(fields)
        if added.isdigit():  # "-" for a binary file
            counts[path.removeprefix(prefix)] = (int(added), int(removed))
    return rows, counts
