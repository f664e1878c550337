"""``scaffold adopt``: a repository that exists takes up what the template surrounds services with.

What is missing is added and staged, nothing is written over, nothing is committed; the service's
own files are named in ``.scaffold.yml``, so that later updates leave them alone.
"""

import os
import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from scaffold.adoption.adoption import Adoption, Fate
from scaffold.adoption.plan import Plan, make_plan
from scaffold.answers import ANSWERS_FILE
from scaffold.clues.clue import Clue
from scaffold.clues.former import Former, read_copier
from scaffold.commands.new import parse_data, read_data_file, typed
from scaffold.errors import UsageError
from scaffold.merging.checkout import Checkout, find_checkout, ignored, read_blobs, read_clean
from scaffold.merging.line_ends import write_renders
from scaffold.merging.objects import Entry, ObjectFolder, scratch_objects
from scaffold.merging.settlement import Settlement
from scaffold.merging.transaction import recover
from scaffold.merging.writing import Work, alone_in, now_in, require_reach, write
from scaffold.own import OWN_FILE, names_own
from scaffold.questions import Ask
from scaffold.recorded import read_recorded
from scaffold.template import Template, open_template


@dataclass(frozen=True)
class Wanted:
    """What the user asked for.

    Attributes:
        path: the repository's folder.
        data: answers, as typed; they win over what the repository says.
        data_file: YAML file of answers; ``data`` wins over it.
        template: folder, git repository or URL; None is the packaged template.
        template_version: tag or commit.
        former: reads another template's answers file: ``read_copier`` or ``read_cruft``.
        dry_run: find out what would happen, write nothing.
        diff: put a patch from the repository's files to the template's into the result.
    """

    path: Path
    data: tuple[str, ...] = ()
    data_file: Path | None = None
    template: str | None = None
    template_version: str | None = None
    former: Callable[[Path], Former] | None = None
    dry_run: bool = False
    diff: bool = False


def adopt(
    wanted: Wanted, ask: Ask | None = None, finished: Callable[[], None] = lambda: None
) -> Adoption:
    """Put a repository on the path: all of it or nothing.

    Args:
        wanted: what to do.
        ask: puts questions to a person; None takes what the repository says, and defaults.
        finished: is called once all is written, before a signal that waits gets through.

    Raises:
        UsageError: the repository is on the path already or has uncommitted changes; the answers
            or the template cannot be used.
        ScaffoldError: rendering or git failed; the repository is as it was.
    """
    checkout = find_checkout(wanted.path)
    with alone_in(checkout) as place:
        recover(place)
        began = now_in(checkout)
        given = _given(wanted)
        with open_template(wanted.template, wanted.template_version) as template:
            former = _former(wanted, checkout.folder, template.source)
            plan = make_plan(checkout.folder, template, given, former, ask)
            result = _result(wanted, template, given, _with_ignored(checkout, plan))
            with scratch_objects(checkout.algorithm) as store:
                work = _work_out(checkout, store, plan, began)
                if wanted.dry_run:
                    return result
                facts = {"source": template.source, "from": "no template", "to": template.version}
                write(checkout, store, work, {**facts, "tree": checkout.tree}, finished)
                return replace(result, applied=True)


def _former(wanted: Wanted, folder: Path, ours: str) -> Former | None:
    """The other template's answers, where they are to be read.

    Raises:
        UsageError: an answers file is in the way that nobody asked to read, or that is ours.
    """
    source = read_recorded(folder).source if os.path.lexists(folder / ANSWERS_FILE) else ""
    if source == ours:
        raise UsageError(f"{folder}: is made from {source} already; use `scaffold update`")
    if source and wanted.former is not read_copier:
        raise UsageError(
            f"{folder}: is made from another template, {source}; --from-copier takes its answers "
            f"over and keeps its {ANSWERS_FILE} under another name"
        )
    own = folder / OWN_FILE
    if os.path.lexists(own) and (not own.is_file() or names_own(own.read_bytes(), own)):
        raise UsageError(f"{own}: exists already; move it away first")
    return wanted.former(folder) if wanted.former else None


def _given(wanted: Wanted) -> dict[str, Any]:
    from_file = read_data_file(wanted.data_file) if wanted.data_file else {}
    return {**from_file, **parse_data(wanted.data)}


def _work_out(checkout: Checkout, store: ObjectFolder, plan: Plan, began: int) -> Work:
    """Everything short of writing."""
    listing = read_clean(checkout, store)
    ours = listing.entries
    added, _ = write_renders(checkout, store, ours, plan.files, plan.files)
    after: dict[str, Entry] = {**added}
    if plan.moved:
        before, now = plan.moved
        if before not in ours:
            raise UsageError(f"{checkout.folder / before}: is not committed; do that first")
        after[now] = ours[before]
    settlement = Settlement(after, {}, {}, {}, (), ())
    require_reach(settlement, ours, listing.hidden)
    contents = read_blobs(checkout, store.root, after, as_files=True)
    return Work(settlement, ours, contents, began)


def _with_ignored(checkout: Checkout, plan: Plan) -> Plan:
    """The plan, with a word on each file that is added where git would not look for it."""
    added = [part.path for part in plan.parts if part.fate is Fate.ADDED]
    hidden = ignored(checkout, added)
    hint = "git ignores this path; it is staged all the same"
    parts = (replace(part, hint=hint) if part.path in hidden else part for part in plan.parts)
    return replace(plan, parts=tuple(parts))


def _result(wanted: Wanted, template: Template, given: Mapping[str, Any], plan: Plan) -> Adoption:
    taken = {clue.place for clue in plan.proposals.taken.values()}
    if plan.former:  # what was given instead is no loss
        taken |= {clue.place for clue in plan.former.clues() if clue.question in given}
    return Adoption(
        root=str(wanted.path),
        source=template.source,
        version=template.version,
        answers=tuple(
            Clue(question, value, _source(question, value, given, plan))
            for question, value in plan.answers.values.items()
        ),
        refused=plan.proposals.refused,
        unmapped=plan.former.unmapped(frozenset(taken)) if plan.former else (),
        parts=plan.parts,
        moved=plan.moved,
        command=_command(wanted, plan),
        patch=plan.patch if wanted.diff else "",
    )


def _source(question: str, value: Any, given: Mapping[str, Any], plan: Plan) -> str:
    if question in given:
        return "given"
    clue = plan.proposals.taken.get(question)
    if clue and str(clue.value) == str(value):
        return clue.place
    return "asked" if question in plan.answers.given and clue is None else ""


def _command(wanted: Wanted, plan: Plan) -> str:
    words = ["scaffold", "adopt", str(wanted.path)]
    for key, value in plan.answers.values.items():
        if key in plan.answers.given:
            words += ["-d", f"{key}={typed(value)}"]
    if plan.former:
        words.append("--from-copier" if plan.moved else "--from-cruft")
    if wanted.template:
        words += ["--template", wanted.template]
    if wanted.template_version:
        words += ["--template-version", wanted.template_version]
    return shlex.join([*words, "--defaults"])
