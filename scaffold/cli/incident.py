"""Commands for what follows an incident."""

from pathlib import Path
from typing import Annotated

import typer

from scaffold.cli.options import Quiet, Repository, group
from scaffold.cli.terminal import err, out

app = group("What follows an incident.")


@app.callback()
def _incident() -> None:
    """Keep `new` a word of its own: typer drops the name of a lone command."""


@app.command("new")
def incident_new(
    alert: Annotated[
        str,
        typer.Option(
            metavar="FILE|URL",
            help="What Alertmanager wrote (a notification, alerts of its API; - is standard "
            "input), or its address.",
        ),
    ],
    path: Repository = Path(),
    output: Annotated[
        Path | None,
        typer.Option(help="The page. [default: docs/reviews/DATE-ALERT.md of the repository]"),
    ] = None,
    prometheus: Annotated[
        str, typer.Option(metavar="URL", help="A Prometheus that is asked what it cost.")
    ] = "",
    quiet: Quiet = False,
) -> None:
    """Begin a post-incident review: times, severity, links and error budget from the alerts."""
    from scaffold.commands.incident import TEMPLATE, begin_review

    begun = begin_review(path, alert, output, prometheus)
    out(f"{begun.path}\n")
    for label, text in begun.missing:
        err(f"{TEMPLATE} has no row {label!r}; it would hold: {text}\n")
    if begun.firing and not quiet:
        err("An alert still fires: the end is open.\n")
