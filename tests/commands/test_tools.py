"""Which tools a command line means; ``tests/test_toolbox.py`` installs them for real."""

from types import SimpleNamespace

import pytest

from scaffold import lock
from scaffold.commands import tools

CHECKS = (
    SimpleNamespace(TOOLS=("helm", "promtool")),
    SimpleNamespace(TOOLS=("promtool",)),
    SimpleNamespace(TOOLS=()),
)


@pytest.fixture(autouse=True)
def few_checks(monkeypatch) -> None:
    """Three checks that need two tools."""
    monkeypatch.setattr(tools, "CHECKS", CHECKS)


def test_no_names_means_what_the_checks_need():
    """No more and no less, each once, in the order of the lock."""
    assert tools.wanted_tools([], everything=False) == ["promtool", "helm"]


def test_names_mean_themselves():
    """In the order given."""
    assert tools.wanted_tools(["zizmor", "amtool"], everything=False) == ["zizmor", "amtool"]


def test_everything_means_all_that_can_be_installed():
    """Also what no check needs yet; never what the machine must have."""
    wanted = tools.wanted_tools([], everything=True)
    assert {"prometheus", "alertmanager", "terraform", "go"} <= set(wanted)
    assert wanted == [name for name in lock.entries() if name != "git"]
