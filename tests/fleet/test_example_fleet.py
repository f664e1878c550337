"""The example of an inventory does what its first lines say."""

import shutil
from pathlib import Path

from test_fleet_cli import fleet, lines

EXAMPLE = Path(__file__).parents[2] / "examples/fleet.yaml"


def test_example_is_a_fleet_after_one_command(tmp_path):
    """Every member is made, and stands where its wave, team and pin say."""
    shutil.copy(EXAMPLE, tmp_path)
    code, out, _ = fleet("bootstrap", "--output-format", "json", cwd=tmp_path)
    assert (code, {row["outcome"] for row in lines(out).values()}) == (0, {"created"})
    code, out, _ = fleet("plan", "--output-format", "json", cwd=tmp_path)
    states = {name: row["state"] for name, row in lines(out).items()}
    others = dict.fromkeys(("catalogue", "orders", "payments"), "current")
    assert (code, states) == (0, {**others, "ledger": "pinned"})
