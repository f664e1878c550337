"""What an update would make of a member, worked out on objects alone: no repository is touched."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from scaffold import keys
from scaffold.carried import Carried
from scaffold.drift import Owner
from scaffold.fleet.committed import Committed, require_recorded
from scaffold.fleet.shelf import released
from scaffold.merging.merge import Sides, Tree, merge
from scaffold.merging.objects import Entry, ObjectFolder
from scaffold.merging.seeded import owner_of, seeded_patterns
from scaffold.merging.settlement import Settlement, settle
from scaffold.merging.sides import Renders, lay_out
from scaffold.merging.verdict import Style, Terms
from scaffold.own import without_own
from scaffold.rendered import File
from scaffold.template import Template

Files = Mapping[str, File]


@dataclass(frozen=True)
class Outlook:
    """What would come of it.

    Attributes:
        to_version: the version that the member is brought to.
        carried: its answers to that version.
        settlement: what changes, and what could not be merged.
        drift: how many of its files differ from what its own version makes, by owner; all 0
            where nobody asked.
        edited: managed files that differ.
    """

    to_version: str
    carried: Carried
    settlement: Settlement
    drift: Mapping[Owner, int]
    edited: frozenset[str]


def work_out(
    committed: Committed,
    store: ObjectFolder,
    to_version: str,
    answers: Mapping[str, Any],
    *,
    with_drift: bool,
) -> Outlook:
    """Merge a version into what a member has committed.

    A file that both versions make alike of these answers is left to its owner by any merge, as
    long as it stands where it is made: then it is rendered for its drift alone.

    Args:
        committed: the member.
        store: scratch folder; every new object goes there.
        to_version: the release that it is brought to.
        answers: answers that it is to have, whatever is recorded.
        with_drift: whether to count what its owners changed; without it, only the files that the
            versions make differently are compared, and nothing is counted.

    Raises:
        UsageError: its answers cannot be used with that version.
        ScaffoldError: rendering or git failed.
    """
    recorded = require_recorded(committed)
    old = released(recorded.source, recorded.version)
    new = released(recorded.source, to_version)
    carried = new.answers_from(recorded.values, answers, old.questionnaire)
    before = old.answers_from(recorded.values)
    seeded = seeded_patterns(new.questionnaire)
    ours = committed.ours
    made, same = _made(old, before, new, carried, frozenset() if with_drift else frozenset(ours))
    renders = Renders(*made, committed.own, seeded)
    sides, notes = lay_out(committed.checkout, store, ours, renders)
    looked_at = ours if with_drift else {path: ours[path] for path in ours.keys() & sides.base}
    drift, edited = _compare(sides.base, looked_at, seeded_patterns(old.questionnaire))
    kept = {path: ours[path] for path in without_own(dict.fromkeys(same), committed.own)}
    whole = Sides({**kept, **sides.base}, ours, {**kept, **sides.theirs})
    settlement = _settled(committed, store, whole, to_version)
    settlement = replace(settlement, notes=(*settlement.notes, *notes))
    return Outlook(to_version, carried, settlement, drift if with_drift else {}, edited)


def _made(
    old: Template, before: Carried, new: Template, after: Carried, spared: frozenset[str]
) -> tuple[tuple[Files, Files], frozenset[str]]:
    """Render both versions, without what they make alike among some paths; and which that is."""
    same = _same(old, before, new, after) & spared if spared else spared
    files = old.rendered(before.answers, same).files, new.rendered(after.answers, same).files
    if same & (files[0].keys() | files[1].keys()):  # one of them is made whole or not at all
        return _made(old, before, new, after, frozenset())
    return files, same


def _same(old: Template, before: Carried, new: Template, after: Carried) -> frozenset[str]:
    """Paths of the files that two versions make alike."""
    made = old.recipe(before.answers)
    others = new.recipe(after.answers)
    return frozenset(path for path, of in made.items() if others.get(path) == of)


def _settled(committed: Committed, store: ObjectFolder, sides: Sides, version: str) -> Settlement:
    if sides.base == sides.theirs:
        return Settlement({}, {}, {}, {}, (), ())
    merged = merge(committed.checkout, store, sides)
    terms = Terms(Style.FAIL, version, keys.resolve)
    return settle(committed.checkout, store, sides, merged, terms)


def _compare(
    base: Tree, ours: Mapping[str, Entry], patterns: tuple[str, ...]
) -> tuple[dict[Owner, int], frozenset[str]]:
    """Count what differs; a file that was moved counts where it was and where it is."""
    counts = dict.fromkeys(Owner, 0)
    edited = set()
    for path in base.keys() | ours.keys():
        if base.get(path) != ours.get(path):
            owner = owner_of(path, base, patterns)
            counts[owner] += 1
            if owner is Owner.MANAGED:
                edited.add(path)
    return counts, frozenset(edited)
