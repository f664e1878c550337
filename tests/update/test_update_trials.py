"""The promise of an update (``trials/promise.py``), held against whatever hypothesis thinks of."""

from pathlib import Path
from random import Random

import pytest
from history import git, run, snapshot, staged
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from trials.choices import AUTHORS, CLASSES, PATHS
from trials.edits import Edit, Kind
from trials.promise import breaches
from trials.runs import by_copier, by_scaffold
from trials.stage import Stage, Trial, read_tree, set_up

from scaffold.commands.rollback import rollback
from scaffold.merging.verdict import Style

COPIER_MAY_KEEP = {  # it crashes, having changed nothing; or it depends on the trial
    *("user made a changed file executable", "file on one side, folder on the other", "anything"),
}
QUICK = settings(max_examples=40, derandomize=True)
LONG = settings(max_examples=400, print_blob=True)


def edits(kinds: tuple[Kind, ...], paths: list[str]) -> st.SearchStrategy[tuple[Edit, ...]]:
    edit = st.builds(Edit, st.sampled_from(kinds), st.sampled_from(paths), st.integers(0, 30))
    return st.lists(edit, max_size=5).map(tuple)


@st.composite
def trials(draw: st.DrawFn) -> Trial:
    """Both sides edit few files, so that they meet."""
    paths = draw(st.lists(st.sampled_from(PATHS), min_size=1, max_size=3, unique=True))
    data = draw(st.sampled_from([(), ("colour=blue",)]))
    asks = draw(st.booleans())
    return Trial(draw(edits(tuple(Kind), paths)), draw(edits(AUTHORS, paths)), data, asks=asks)


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    """Where trials are laid down, with a cache of their own."""
    with pytest.MonkeyPatch.context() as patch:
        place = tmp_path_factory.mktemp("trials")
        patch.setenv("XDG_CACHE_HOME", str(place / "cache"))
        yield place


def hold(trial: Trial, style: Style, room: Path) -> None:
    """Update, take it back, update again, settle it, update once more: the whole promise."""
    stage = set_up(trial, room)
    before = snapshot(stage.service), staged(stage.service)
    outcome = by_scaffold(trial, stage, style)
    assert breaches(outcome) == []
    if outcome.refused:
        return
    after = snapshot(stage.service), staged(stage.service)
    rollback(stage.service)
    assert (snapshot(stage.service), staged(stage.service)) == before
    assert by_scaffold(trial, stage, style) == outcome
    assert (snapshot(stage.service), staged(stage.service)) == after
    assert_settled(stage, [name for name in outcome.conflicts if name.endswith(".rej")])


def assert_settled(stage: Stage, rejects: list[str]) -> None:
    """Once everything is committed and no reject is left there is nothing left to update."""
    for name in rejects:
        (stage.service / name).unlink()
    git("add", "--all", cwd=stage.service)
    git("commit", "--quiet", "--message", "update", cwd=stage.service)
    settled = snapshot(stage.service)
    again = run(stage.service)
    assert (again.changed, again.conflicts, snapshot(stage.service)) == ((), (), settled)


@settings(QUICK, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(trial=trials(), style=st.sampled_from([Style.INLINE, Style.REJ]))
def test_update_keeps_its_promise(trial, style, room):
    """Nothing of the user's and nothing of the template's is lost in silence."""
    hold(trial, style, room)


@pytest.mark.conformance
@settings(LONG, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(trial=trials(), style=st.sampled_from([Style.INLINE, Style.REJ]))
def test_update_keeps_its_promise_at_length(trial, style, room):
    """The same, other examples in each run."""
    hold(trial, style, room)


@settings(max_examples=6, derandomize=True, deadline=None, database=None)
@given(data=st.data())
def test_untouched_service_equals_a_fresh_render(data, room):
    """Whatever the template's author did."""
    changes = data.draw(edits(AUTHORS, list(PATHS)))
    trial = Trial(changes=changes, data=data.draw(st.sampled_from([(), ("colour=blue",)])))
    stage = set_up(trial, room)
    outcome = by_scaffold(trial, stage)
    assert (outcome.exit_code, outcome.conflicts, outcome.notes) == (0, set(), set())
    assert read_tree(stage.service) == trial.new


@pytest.mark.parametrize("name", CLASSES)
def test_known_loss_is_none(name, room):
    """One trial of each class of ``tests/benchmarks/losses_against_copier.py``."""
    trial = CLASSES[name](Random(0))  # noqa: S311 - the same trial in every run
    assert breaches(by_scaffold(trial, set_up(trial, room))) == []


@pytest.mark.conformance
@pytest.mark.parametrize("name", sorted(CLASSES.keys() - COPIER_MAY_KEEP))
def test_laws_find_what_copier_loses(name, room):
    """They are no laws that everything keeps: in the same trials scaffold breaks none of them."""
    trial = CLASSES[name](Random(0))  # noqa: S311 - the same trial in every run
    assert breaches(by_copier(trial, set_up(trial, room))) != []
    assert breaches(by_scaffold(trial, set_up(trial, room))) == []
