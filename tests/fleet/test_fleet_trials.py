"""A forecast and a branch say what an update does, held against whatever hypothesis thinks of."""

import shutil
from dataclasses import replace

import pytest
import yaml
from history import git
from hypothesis import given, settings
from hypothesis import strategies as st
from trials.choices import AUTHORS, PATHS
from trials.edits import Edit, Kind
from trials.stage import Trial, set_up

from scaffold import cache
from scaffold.commands.fleet.apply import Wanted as ToApply
from scaffold.commands.fleet.apply import apply
from scaffold.commands.fleet.plan import Wanted, plan
from scaffold.commands.update import Wanted as ToUpdate
from scaffold.commands.update import update
from scaffold.errors import ScaffoldError
from scaffold.fleet import shelf
from scaffold.fleet.forecast import State
from scaffold.fleet.outcome import Outcome
from scaffold.keys import resolve
from scaffold.update import Kind as ConflictKind

QUICK = settings(max_examples=25, derandomize=True, deadline=None)


def edits(kinds, paths):
    edit = st.builds(Edit, st.sampled_from(kinds), st.sampled_from(paths), st.integers(0, 30))
    return st.lists(edit, max_size=4).map(tuple)


@st.composite
def trials(draw):
    paths = draw(st.lists(st.sampled_from(PATHS), min_size=1, max_size=3, unique=True))
    data = draw(st.sampled_from([(), ("colour=blue",)]))
    return Trial(draw(edits(tuple(Kind), paths)), draw(edits(AUTHORS, paths)), data)


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    """Where trials are laid down, with a cache of their own."""
    with pytest.MonkeyPatch.context() as patch:
        place = tmp_path_factory.mktemp("trials")
        patch.setenv("XDG_CACHE_HOME", str(place / "cache"))
        yield place


@QUICK
@given(trial=trials())
def test_forecast_and_branch_are_the_update(trial, room):
    """The same conflicts, as many files, and the same tree where there is no conflict."""
    stage = set_up(trial, room)
    for opened in (shelf.known_releases, shelf.released):
        opened.cache_clear()  # another trial's template stood at the same place
    shutil.rmtree(cache.folder("renders"))  # what plan renders, apply leaves out where it can
    member = {"name": "orders", "path": str(stage.service), "answers": trial.given}
    path = stage.service.parent / "fleet.yaml"
    content = {"template": {"source": str(stage.template)}, "members": [member]}
    path.write_text(yaml.safe_dump(content))
    (row,) = plan(Wanted(path, jobs=1))[1]
    with apply(ToApply(path, "branch", jobs=1)) as course:
        (done,) = course.rows
    wanted = ToUpdate(stage.service, data=trial.data)
    try:
        foreseen = update(replace(wanted, dry_run=True), resolve)
    except ScaffoldError:
        assert (row.state, done.outcome) == (State.FAILED, Outcome.FAILED)
        return
    if any(one.kind is ConflictKind.IN_THE_WAY for one in foreseen.conflicts):
        return  # what git does not track is in no commit
    assert row.conflicts == foreseen.conflicts
    assert row.changed == len(foreseen.changed)
    if foreseen.conflicts:
        assert done.outcome is Outcome.CONFLICTS
        return
    assert update(wanted, resolve).applied
    tree = git("write-tree", cwd=stage.service)
    assert git("rev-parse", "scaffold/orders/2.0.0^{tree}", cwd=stage.service) == tree
