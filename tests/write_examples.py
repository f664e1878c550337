"""Write `examples/` anew: what the templates here render with each example's answers."""

import shutil
from dataclasses import replace
from pathlib import Path

from scaffold.commands.new import Wanted, create
from scaffold.template import PLATFORM, SERVICE

EXAMPLES = Path(__file__).parent.parent / "examples"
ANSWERS = {
    "orders-python": Wanted(
        "orders", language="python", template=str(SERVICE), defaults=True, git=False
    ),
    "payments-go": Wanted(
        "payments",
        language="go",
        template=str(SERVICE),
        data=("description=Takes payments", "team=money", "slo_window_days=28", "tier=1"),
        defaults=True,
        git=False,
    ),
    "catalogue-typescript": Wanted(
        "catalogue",
        language="typescript",
        template=str(SERVICE),
        data=("description=Lists what is for sale", "canary=false", "dependencies=[]", "tier=3"),
        defaults=True,
        git=False,
    ),
    "platform": Wanted(
        "platform",
        template=str(PLATFORM),
        data=("teams=[money, shop]", "domain=acme.example"),
        defaults=True,
        git=False,
    ),
}


def write(place: Path, example: str) -> None:
    """Render one example at ``place``."""
    create(replace(ANSWERS[example], path=place))


if __name__ == "__main__":
    for name in ANSWERS:
        shutil.rmtree(EXAMPLES / name, ignore_errors=True)
        write(EXAMPLES / name, name)
