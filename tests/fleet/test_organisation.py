"""The made-up organisation of the benchmarks is one that the fleet's commands can work on."""

from collections import Counter

from benchmarks.organisation import NEWEST, make

from scaffold.commands.fleet.plan import Wanted, plan
from scaffold.fleet.forecast import State
from scaffold.fleet.shelf import known_releases
from scaffold.releases import PACKAGED


def test_every_member_of_a_made_up_organisation_has_a_forecast(tmp_path):
    """None fails; those at the newest release, and no others, are current."""
    services = make(tmp_path, 12, seed=1, jobs=1)
    _, rows = plan(Wanted(tmp_path / "fleet.yaml", jobs=1))
    found = Counter(row.state for row in rows)
    newest = sum(service.version == NEWEST for service in services)
    assert found[State.FAILED] == found[State.ABSENT] == 0
    assert (found.total(), found[State.CURRENT]) == (12, newest)


def test_newest_version_of_the_organisation_is_the_newest_release():
    """Otherwise nobody in it would be current."""
    assert known_releases(PACKAGED["service"].source)[0].version == NEWEST
