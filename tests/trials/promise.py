"""The promise of an update, as laws over trees of files; any program's update can be held to it.

    Every byte of the user's is in the result, or in a conflict that is reported.
    Every deed of the user's (a deletion, a move, a mode, line ends) is still done, or reported.
    Every change of the template's has arrived, or is reported.
    A program that leaves work to the user says so by its exit code.

What the trials write is written once: a line that is nowhere else tells whose it is and where it
went, however often its file was moved. The answers file is the program's own and in no tree.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from trials.edits import Tree, is_text

from scaffold.rendered import File

OK = 0


@dataclass(frozen=True)
class Outcome:
    """What an update found, and what it left.

    Attributes:
        old: the old version's render.
        mine: the user's tree before the update, with files that git does not track.
        new: the new version's render, with the answers that were recorded and given.
        after: the tree that the update left.
        unmerged: content of the index's entries that are not merged, by path.
        unseen: files of ``after`` that git neither tracks nor would list as new.
        conflicts: paths that the program reports as left to the user.
        notes: other paths that the program reports.
        exit_code: of the program.
        refused: whether it said that it does nothing.
        recorded: answers of the service before.
        given: answers given with the update.
        answers: answers of the service afterwards.
    """

    old: Tree
    mine: Tree
    new: Tree
    after: Tree
    unmerged: Mapping[str, tuple[bytes, ...]]
    unseen: frozenset[str]
    conflicts: frozenset[str]
    notes: frozenset[str]
    exit_code: int
    refused: bool
    recorded: Mapping[str, object]
    given: Mapping[str, str]
    answers: Mapping[str, object]


@dataclass(frozen=True, order=True)
class Breach:
    """A law that was broken.

    Attributes:
        law: which.
        path: where.
        what: the line, the mode, ... that is missing or too much.
    """

    law: str
    path: str
    what: str


def breaches(outcome: Outcome) -> list[Breach]:
    """Everything that an update lost or kept silent about; nothing when it kept the promise."""
    laws = _OF_A_REFUSAL if outcome.refused else _LAWS
    return sorted(
        Breach(law.__name__.replace("_", " "), path, what)
        for law in laws
        for path, what in law(outcome)
    )


def lines(file: File) -> frozenset[bytes]:
    """What a file says; a link or a binary file says one thing. Line ends say nothing."""
    if is_text(file):
        return frozenset(line.rstrip(b"\r") for line in file.content.split(b"\n") if line)
    return frozenset({file.content})


def lines_of_the_user_are_kept(outcome: Outcome) -> Iterator[tuple[str, str]]:
    """In the result; or, if a reported conflict put another side there, in the index."""
    before, after = _said(outcome.old), _said(outcome.after)
    for path, file in outcome.mine.items():
        for line in lines(file) - before - after:
            waits = any(line in content for all_ in outcome.unmerged.values() for content in all_)
            if not (waits and _is_reported(outcome, path)):
                yield path, repr(line)


def removed_lines_stay_removed(outcome: Outcome) -> Iterator[tuple[str, str]]:
    """What the user took out of a file does not come back."""
    mine, after = _said(outcome.mine), _said(outcome.after)
    for path, file in outcome.old.items():
        for line in (lines(file) - mine) & after:
            if not _is_reported(outcome, path):
                yield path, repr(line)


def files_of_the_user_stay(outcome: Outcome) -> Iterator[tuple[str, str]]:
    """Added and moved ones where they were put; changed ones there or where the template moves."""
    for path, file in outcome.mine.items():
        stands = path in outcome.after
        if path in outcome.old and file != outcome.old[path]:
            stands = stands or _heir(outcome, path, file) is not None
        elif path in outcome.old:
            continue
        if not stands and not _is_reported(outcome, path):
            yield path, "is gone"


def deleted_files_stay_deleted(outcome: Outcome) -> Iterator[tuple[str, str]]:
    """And those that were moved do not come back where they were."""
    for path in (outcome.old.keys() - outcome.mine.keys()) & outcome.after.keys():
        if not _is_reported(outcome, path):
            yield path, "is back"


def modes_and_line_ends_stay(outcome: Outcome) -> Iterator[tuple[str, str]]:
    """A file that the user made executable, or a link, or turned to CRLF, is so still."""
    for path, file in outcome.mine.items():
        before, heir = outcome.old.get(path), _heir(outcome, path, file)
        if before is None or heir is None or _is_reported(outcome, path):
            continue
        if file.mode not in {before.mode, heir.mode}:
            yield path, f"mode {file.mode:o} became {heir.mode:o}"
        turned = _is_turned(file)
        if is_text(file) and is_text(heir) and turned not in {_is_turned(before), _is_turned(heir)}:
            yield path, "line ends are turned back"


def untouched_files_follow_the_template(outcome: Outcome) -> Iterator[tuple[str, str]]:
    """They equal the new render: changed, added, deleted, renamed as there."""
    for path in outcome.old.keys() | outcome.new.keys():
        file = outcome.new.get(path) or outcome.old[path]
        if _is_touched(outcome, path, file):
            continue
        expected, actual = outcome.new.get(path), outcome.after.get(path)
        if expected != actual and not _is_reported(outcome, path):
            yield path, "is not as the template has it"


def lines_of_the_template_arrive(outcome: Outcome) -> Iterator[tuple[str, str]]:
    """In whatever file the user keeps them."""
    before, after = _said(outcome.old), _said(outcome.after)
    for path, file in outcome.new.items():
        for line in lines(file) - before - after:
            if not _is_reported(outcome, path):
                yield path, repr(line)


def lines_removed_by_the_template_go(outcome: Outcome) -> Iterator[tuple[str, str]]:
    """From a file that it still has: what became of those that it deleted is the user's."""
    new, after = _said(outcome.new), _said(outcome.after)
    for path, file in outcome.old.items():
        for line in (lines(file) - new) & after if path in outcome.new else ():
            if not _is_reported(outcome, path):
                yield path, repr(line)


def modes_of_the_template_arrive(outcome: Outcome) -> Iterator[tuple[str, str]]:
    """Where the user did not set another one."""
    for path in outcome.old.keys() & outcome.new.keys():
        before, file = outcome.old[path], outcome.new[path]
        heir = _heir(outcome, path, file)
        own = outcome.mine.get(path, before)
        if before.mode == file.mode or heir is None or own.mode != before.mode:
            continue
        if heir.mode != file.mode and not _is_reported(outcome, path):
            yield path, f"mode {file.mode:o} did not arrive"


def new_files_are_seen(outcome: Outcome) -> Iterator[tuple[str, str]]:
    """By git: else nobody commits them."""
    for path in outcome.unseen & (outcome.new.keys() - outcome.old.keys() - outcome.mine.keys()):
        if not _is_reported(outcome, path):
            yield path, "git ignores it"


def conflicts_are_reported(outcome: Outcome) -> Iterator[tuple[str, str]]:
    """No marker and no unmerged entry without a conflict of that name."""
    own = _said(outcome.mine) | _said(outcome.new)
    for path, file in outcome.after.items():
        marked = any(line.startswith(b"<<<<<<< ") for line in lines(file) - own)
        if marked and path not in outcome.conflicts:
            yield path, "has markers that nobody reported"
    for path in outcome.unmerged.keys() - outcome.conflicts:
        yield path, "is unmerged and nobody reported it"


def the_exit_code_tells(outcome: Outcome) -> Iterator[tuple[str, str]]:
    """0 if, and only if, nothing is left to do."""
    for path in outcome.conflicts if outcome.exit_code == OK else ():
        yield path, "is left to the user, with exit code 0"
    if outcome.exit_code != OK and not outcome.conflicts:
        yield "", f"exit code {outcome.exit_code} without a conflict"


def answers_are_kept(outcome: Outcome) -> Iterator[tuple[str, str]]:
    """A recorded one is what it was, a given one is what was given."""
    for key, value in {**outcome.recorded, **outcome.given}.items():
        if outcome.answers.get(key) != value:
            yield ".copier-answers.yml", f"{key}={value} became {outcome.answers.get(key)}"


def a_refusal_changes_nothing(outcome: Outcome) -> Iterator[tuple[str, str]]:
    """The tree is byte for byte as it was."""
    for path in outcome.mine.keys() | outcome.after.keys():
        if outcome.mine.get(path) != outcome.after.get(path):
            yield path, "is not as it was"


_LAWS: tuple[Callable[[Outcome], Iterator[tuple[str, str]]], ...] = (
    lines_of_the_user_are_kept,
    removed_lines_stay_removed,
    files_of_the_user_stay,
    deleted_files_stay_deleted,
    modes_and_line_ends_stay,
    untouched_files_follow_the_template,
    lines_of_the_template_arrive,
    lines_removed_by_the_template_go,
    modes_of_the_template_arrive,
    new_files_are_seen,
    conflicts_are_reported,
    the_exit_code_tells,
    answers_are_kept,
)
_OF_A_REFUSAL = (a_refusal_changes_nothing,)


def _said(tree: Tree) -> frozenset[bytes]:
    return frozenset().union(*map(lines, tree.values()))


def _is_turned(file: File) -> bool:
    return b"\r\n" in file.content


def _heir(outcome: Outcome, path: str, file: File) -> File | None:
    """What became of a file: what stands at its path, or else shares most lines with it."""
    if path in outcome.after:
        return outcome.after[path]
    shared = {name: len(lines(file) & lines(one)) for name, one in outcome.after.items()}
    best = max(shared, key=lambda name: shared[name], default="")
    return outcome.after[best] if shared.get(best) else None


def _is_touched(outcome: Outcome, path: str, file: File) -> bool:
    """Whether the user changed a file, or one that the template made it of."""
    if outcome.mine.get(path) != outcome.old.get(path):
        return True
    return any(
        outcome.mine.get(name) != before and lines(before) & lines(file)
        for name, before in outcome.old.items()
    )


def _is_reported(outcome: Outcome, path: str) -> bool:
    """Whether the report names a file: by this path, or by one where any side has its lines."""
    reported = outcome.conflicts | outcome.notes
    sides = (outcome.old, outcome.mine, outcome.new)
    own = frozenset().union(*(lines(side[path]) for side in sides if path in side))
    return path in reported or any(
        lines(tree[name]) & own
        for tree in (*sides, outcome.after)
        for name in reported & tree.keys()
    )
