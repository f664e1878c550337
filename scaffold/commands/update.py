"""``scaffold update``: a repository brought to another template version, or to other answers.

Nothing is committed. As after ``git merge --no-commit`` what merged is staged, and what did not
stands in the index as unmerged, so that git refuses to commit it before it is settled.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scaffold.bundle import Release
from scaffold.merging.checkout import (
    Checkout,
    find_checkout,
    ignored,
    read_blobs,
    read_clean,
)
from scaffold.merging.merge import Sides, merge
from scaffold.merging.objects import Entry, ObjectFolder, scratch_objects
from scaffold.merging.obstacles import case_clashes, spare_untracked
from scaffold.merging.seeded import seeded_patterns
from scaffold.merging.settlement import settle
from scaffold.merging.sides import Renders, lay_out
from scaffold.merging.transaction import recover
from scaffold.merging.unfinished import require_rejects_settled, unfinished
from scaffold.merging.verdict import Resolve, Style, Terms
from scaffold.merging.writing import Work, alone_in, changes_of, now_in, require_reach, write
from scaffold.own import read_own
from scaffold.recorded import Recorded, is_newer, read_recorded, require_version
from scaffold.releases import find, releases
from scaffold.update import Note, Replies, Subject, Update

if TYPE_CHECKING:
    from scaffold.carried import Carried
    from scaffold.template import Template


@dataclass(frozen=True)
class Wanted:
    """What the user asked for.

    Attributes:
        path: the repository's folder.
        to: version to bring it to; None is the newest release.
        data: answers to change, as typed.
        data_file: YAML file of answers; ``data`` wins over it.
        style: how conflicts are shown.
        dry_run: find out what would happen, write nothing.
        diff: put a patch of all changes into the result.
    """

    path: Path
    to: str | None = None
    data: tuple[str, ...] = ()
    data_file: Path | None = None
    style: Style = Style.INLINE
    dry_run: bool = False
    diff: bool = False


def update(
    wanted: Wanted, resolve: Resolve | None = None, finished: Callable[[], None] = lambda: None
) -> Update:
    """Update a repository: all of it or nothing.

    Args:
        wanted: what to do.
        resolve: is asked about files whose lines clash before the user is.
        finished: is called once all is written, before a signal that waits gets through.

    Raises:
        UsageError: the repository, the version or the answers cannot be used.
        ScaffoldError: rendering or git failed; the repository is as it was.
    """
    checkout = find_checkout(wanted.path)
    with alone_in(checkout) as place:
        recover(place)
        return _update(wanted, checkout, resolve, finished)


@dataclass(frozen=True)
class _Versions:
    """The two versions of the template, and the answers to each.

    Attributes:
        old: what the repository was made from or last brought to.
        new: what it is brought to.
        recorded: its answers file.
        carried: the answers to the new version.
    """

    old: "Template"
    new: "Template"
    recorded: Recorded
    carried: "Carried"


def _update(
    wanted: Wanted, checkout: Checkout, resolve: Resolve | None, finished: Callable[[], None]
) -> Update:
    recorded = read_recorded(checkout.folder)
    require_version(recorded, checkout.folder)
    known = releases(recorded.source)
    if _is_current(wanted, recorded, known):
        at = recorded.version
        left = unfinished(checkout)
        return Update(str(wanted.path), recorded.source, at, at, conflicts=left)

    from scaffold.template import open_template  # noqa: PLC0415 - what is current needs no Jinja

    with (
        open_template(recorded.source, recorded.version, known) as old,
        open_template(recorded.source, wanted.to, known) as found,
    ):
        new = found if wanted.to or is_newer(found.version, old.version) else old
        carried = new.answers_from(recorded.values, _changes(wanted), old.questionnaire)
        versions = _Versions(old, new, recorded, carried)
        if old.version == new.version and dict(carried.answers.values) == recorded.values:
            return replace(_result(wanted, versions), conflicts=unfinished(checkout))
        with scratch_objects(checkout.algorithm) as store:
            work = _work_out(wanted, checkout, store, versions, resolve)
            result = replace(
                _result(wanted, versions),
                changed=changes_of(work.settlement, work.ours),
                conflicts=tuple(sorted(work.settlement.conflicts)),
                notes=tuple(sorted(work.settlement.notes)),
                patch=_patch(checkout, store, work) if wanted.diff else "",
            )
            if wanted.dry_run or (result.conflicts and wanted.style is Style.FAIL):
                return result
            facts = {"from": recorded.version, "to": new.version, "tree": checkout.tree}
            write(checkout, store, work, facts, finished)
            return replace(result, applied=True)


def _is_current(wanted: Wanted, recorded: Recorded, known: tuple[Release, ...]) -> bool:
    """Whether the version that is wanted is there already, and no answer is given."""
    if wanted.data or wanted.data_file:
        return False
    target = find(known, wanted.to) if wanted.to else next(iter(known), None)
    return target is not None and target == find(known, recorded.version)


def _result(wanted: Wanted, versions: _Versions) -> Update:
    return Update(
        root=str(wanted.path),
        source=versions.new.source,
        from_version=versions.recorded.version,
        to_version=versions.new.version,
        replies=_replies(versions.recorded, versions.carried),
    )


def _work_out(
    wanted: Wanted,
    checkout: Checkout,
    store: ObjectFolder,
    versions: _Versions,
    resolve: Resolve | None,
) -> Work:
    """Everything short of writing."""
    began = now_in(checkout)
    listing = read_clean(checkout, store)
    require_rejects_settled(checkout)
    ours = listing.entries
    sides, notes = _sides(checkout, store, ours, versions)
    terms = Terms(wanted.style, versions.new.version, resolve)
    settlement = settle(checkout, store, sides, merge(checkout, store, sides), terms)
    require_reach(settlement, ours, listing.hidden)
    written = {path: entry for path, entry in settlement.after.items() if entry}
    contents = read_blobs(checkout, store.root, written, as_files=True)
    settlement = spare_untracked(settlement, checkout.folder, ours, contents)
    notes += case_clashes(ours, settlement.after)
    notes += _ignored(checkout, [path for path in written if path not in ours])
    return Work(replace(settlement, notes=(*settlement.notes, *notes)), ours, contents, began)


def _sides(
    checkout: Checkout, store: ObjectFolder, ours: Mapping[str, Entry], versions: _Versions
) -> tuple[Sides, list[Note]]:
    """Render both versions and lay them beside the user's tree."""
    old, new = versions.old, versions.new
    carried = old.answers_from(versions.recorded.values)
    renders = Renders(
        before=old.rendered(carried.answers).files,
        after=new.rendered(versions.carried.answers).files,
        own=read_own(checkout.folder),
        seeded=seeded_patterns(new.questionnaire),
    )
    return lay_out(checkout, store, ours, renders)


def _changes(wanted: Wanted) -> dict[str, Any]:
    from scaffold.commands.new import parse_data, read_data_file  # noqa: PLC0415 - as above

    from_file = read_data_file(wanted.data_file) if wanted.data_file else {}
    return {**from_file, **parse_data(wanted.data)}


def _replies(recorded: Recorded, carried: "Carried") -> Replies:
    values = carried.answers.values
    return Replies(
        new={key: values[key] for key in carried.taken_by_default},
        changed={
            key: value
            for key, value in values.items()
            if key not in carried.taken_by_default and recorded.values.get(key) != value
        },
        dropped=carried.no_longer_asked,
    )


def _ignored(checkout: Checkout, added: list[str]) -> list[Note]:
    message = "git ignores this path; the new file is staged all the same, so that you see it"
    return [Note(path, Subject.IGNORED, message) for path in sorted(ignored(checkout, added))]


def _patch(checkout: Checkout, store: ObjectFolder, work: Work) -> str:
    after = {path: entry for path, entry in work.settlement.after.items() if entry}
    kept = {path: e for path, e in work.ours.items() if path not in work.settlement.after}
    tree = store.write_tree(kept | after)
    words = ("-c", "core.quotePath=false", "diff-tree", "-r", "-p", "--find-renames")
    return checkout.git(*words, checkout.tree, tree, scratch=store.root).succeeded().stdout
