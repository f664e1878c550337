"""Which members of a fleet are meant, and who works on them."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from scaffold.fleet.selection import Selection

Inventory = Annotated[Path, typer.Option("--fleet", "-f", help="The inventory.")]
Members = Annotated[list[str] | None, typer.Argument(help="Members. [default: all]")]
Team = Annotated[list[str] | None, typer.Option(help="Only this team's; may be repeated.")]
Wave = Annotated[list[str] | None, typer.Option(help="Only this wave's; may be repeated.")]
Shard = Annotated[
    str, typer.Option(metavar="I/N", help="Only the I-th of N parts; a member stays in its part.")
]
Jobs = Annotated[
    int, typer.Option("--jobs", "-j", min=0, help="How many at once; 0 is one a core, or a worker.")
]
Executor = Annotated[
    str,
    typer.Option(
        metavar="processes|dask://HOST:PORT",
        help="Who works on the members: processes here, or the workers of a Dask cluster.",
    ),
]
Journal = Annotated[
    Path | None, typer.Option(help="Where runs are noted. [default: beside the inventory]")
]


def selected(
    members: list[str] | None,
    teams: list[str] | None,
    shard: str,
    waves: list[str] | None = None,
) -> "Selection":
    """Which members are meant, all that is not said being everybody."""
    from scaffold.fleet.selection import Selection

    return Selection(tuple(members or ()), tuple(teams or ()), shard, tuple(waves or ()))
