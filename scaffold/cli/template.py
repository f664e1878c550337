"""Commands on the releases of a template."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from scaffold.cli.options import group
from scaffold.cli.terminal import out

app = group("Releases of a template.")


@app.command()
def release(
    version: Annotated[str, typer.Argument(help="Version of the new release, such as 1.2.0.")],
    template: Annotated[
        Path | None,
        typer.Option(help="Folder of the template. [default: templates/service of this checkout]"),
    ] = None,
    bundle: Annotated[
        Path | None, typer.Option(help="Git bundle that holds the releases, made if need be.")
    ] = None,
    date: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Day of the release. [default: today]"),
    ] = None,
) -> None:
    """Add a template, as it stands in its folder, to its released history."""
    from scaffold.commands.template import release as add

    added = add(version, template, bundle, date.date() if date else None)
    out(f"{added.version}  {added.commit}\n")


@app.command()
def publish(
    url: Annotated[str, typer.Argument(help="Git repository to push to.")],
    template: Annotated[
        str | None, typer.Option(help="Packaged template, service or platform. [default: service]")
    ] = None,
    bundle: Annotated[
        Path | None, typer.Option(help="Git bundle of another template's releases.")
    ] = None,
) -> None:
    """Push every release to a git server, where copier finds them; nothing is overwritten."""
    from scaffold.commands.template import publish as push

    out("".join(f"{version}\n" for version in push(url, bundle, template)))
