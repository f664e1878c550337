"""Write `examples/` anew: what the packaged template renders with each example's answers."""

import shutil
from pathlib import Path

from scaffold.commands.new import Wanted, create

EXAMPLES = Path(__file__).parent.parent / "examples"
ANSWERS = {"orders-python": Wanted("orders", language="python", defaults=True, git=False)}


def write(place: Path, example: str) -> None:
    """Render one example at ``place``."""
    wanted = ANSWERS[example]
    create(Wanted(wanted.name, place, wanted.language, defaults=True, git=False))


if __name__ == "__main__":
    for name in ANSWERS:
        shutil.rmtree(EXAMPLES / name, ignore_errors=True)
        write(EXAMPLES / name, name)
