"""The generated rules and their tests hold in both majors of Prometheus, whatever the answers."""

import pytest

from scaffold import tool
from scaffold.commands.new import Wanted, create
from scaffold.template import SERVICE
from scaffold.toolbox import install

pytestmark = pytest.mark.conformance

MAJORS = ("promtool", "promtool-2")
SPREAD = {
    "defaults": (),
    "week": (
        "slo_window_days=7",
        "availability_objective=99.99",
        "latency_objective=95",
        "latency_threshold_seconds=0.1",
    ),
    "four-weeks": (
        "slo_window_days=28",
        "availability_objective=99.999",
        "latency_objective=99.9",
        "latency_threshold_seconds=2.5",
    ),
    "strict-429": (
        "count_429_as_error=true",
        "availability_objective=95",
        "availability_sla=90",
        "latency_objective=93.1",  # at 93.05 the fastest alert could not fire any more
    ),
    "loosest-week": (
        "slo_window_days=7",
        "availability_objective=92.7",
        "availability_sla=90",
        "latency_objective=99.95",
        "latency_threshold_seconds=0.005",
    ),
    "finest": (
        "slo_window_days=28",
        "availability_objective=99.99999",
        "latency_objective=97.53",
        "latency_threshold_seconds=7.4999",
    ),
}


@pytest.fixture(scope="module", autouse=True)
def both_majors():
    """Brought here and not by .ci/test: no check needs the older one, and it takes minutes."""
    install(MAJORS, print)


@pytest.fixture(scope="module", params=SPREAD.values(), ids=SPREAD.keys())
def root(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("rendered") / "orders"
    wanted = Wanted("orders", folder, data=request.param, defaults=True, template=str(SERVICE))
    create(wanted)
    return folder


def judge(major, root, *words):
    """What a promtool says of the rules, when it is not pleased."""
    done = tool.run(major, *words, cwd=root, timeout_seconds=600)
    return done.stdout + done.stderr if done.code else ""


def test_majors_are_two():
    """One of them on PATH under the other's name would prove half."""
    assert [tool.locate(name).version.split(".")[0] for name in MAJORS] == ["3", "2"]


@pytest.mark.parametrize("major", MAJORS)
def test_rules_load(major, root):
    """With every lint."""
    rules = sorted((root / "observability/rules").glob("*.yaml"))
    assert judge(major, root, "check", "rules", "--lint=all", "--lint-fatal", *rules) == ""


@pytest.mark.parametrize("major", MAJORS)
def test_rules_pass_their_tests(major, root):
    """The numbers in the tests are worked out from the same answers as those in the rules."""
    tests = sorted((root / "observability/tests").glob("*.yaml"))
    assert judge(major, root, "test", "rules", *tests) == ""
