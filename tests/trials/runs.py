"""A trial run: through ``scaffold update``, and through ``copier update``."""

import os
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import copier
import yaml
from history import git
from trials.edits import Tree
from trials.promise import Outcome
from trials.stage import Stage, Trial, read_tree

from scaffold.answers import ANSWERS_FILE
from scaffold.commands.update import Wanted, update
from scaffold.errors import Exit, ScaffoldError
from scaffold.merging.verdict import Style


def by_scaffold(trial: Trial, stage: Stage, style: Style = Style.INLINE) -> Outcome:
    """Update the service with this program."""
    before = read_tree(stage.service)
    try:
        done = update(Wanted(stage.service, data=trial.data, style=style))
    except ScaffoldError as error:
        return _outcome(trial, stage, before, exit_code=int(error.exit_code), refused=True)
    return _outcome(
        trial,
        stage,
        before,
        conflicts={name for one in done.conflicts for name in (*one.paths, one.path, one.reject)},
        notes={note.path for note in done.notes},
        exit_code=int(done.exit_code),
    )


def by_copier(trial: Trial, stage: Stage) -> Outcome:
    """Update the service with copier, which reports by git's index alone.

    It prints a line for each file that it writes over, the same for one that it loses and for one
    that it merges: that is no report.
    """
    before = read_tree(stage.service)
    try:
        copier.run_update(
            stage.service,
            data=dict(trial.given),
            settings=copier.Settings(),
            defaults=True,
            overwrite=True,
            quiet=True,
        )
    except Exception:  # noqa: BLE001 - copier lets errors of every kind escape; none is silent
        return _outcome(trial, stage, before, exit_code=int(Exit.ERROR), refused=True)
    conflicts = set(_unmerged(stage.service)) - {ANSWERS_FILE}
    return _outcome(trial, stage, before, conflicts=conflicts)


def _outcome(
    trial: Trial,
    stage: Stage,
    before: Tree,
    *,
    conflicts: Iterable[str] = (),
    notes: Iterable[str] = (),
    exit_code: int = 0,
    refused: bool = False,
) -> Outcome:
    answers = yaml.safe_load((stage.service / ANSWERS_FILE).read_text(encoding="utf-8"))
    return Outcome(
        old=trial.old,
        mine=before,
        new=trial.new,
        after=read_tree(stage.service),
        unmerged=_unmerged(stage.service),
        unseen=_unseen(stage.service),
        conflicts=frozenset(conflicts) - {""},
        notes=frozenset(notes),
        exit_code=exit_code,
        refused=refused,
        recorded=trial.recorded,
        given=trial.given,
        answers=answers,
    )


def _unmerged(service: Path) -> dict[str, tuple[bytes, ...]]:
    found = defaultdict(list)
    for row in filter(None, git("ls-files", "-z", "--unmerged", cwd=service).split("\0")):
        facts, _, path = row.partition("\t")
        content = git("cat-file", "blob", facts.split(" ")[1], cwd=service)
        found[path].append(os.fsencode(content))
    return {path: tuple(contents) for path, contents in found.items()}


def _unseen(service: Path) -> frozenset[str]:
    words = "ls-files", "-z", "--others", "--ignored", "--exclude-standard"
    return frozenset(filter(None, git(*words, cwd=service).split("\0")))
