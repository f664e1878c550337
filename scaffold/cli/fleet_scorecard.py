"""The command that shows a whole fleet: as a page, as a table, as lines for another machine."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scaffold.cli.options import ListFormat, Quiet
from scaffold.cli.rows import follow
from scaffold.cli.scorecard import CardFormat
from scaffold.cli.selection import Executor, Jobs, Journal, Members, Shard, Team, Wave, selected
from scaffold.cli.terminal import out
from scaffold.errors import Exit, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold.fleet.scored import Scored


def fleet_scorecard(
    members: Members = None,
    fleet: Annotated[
        Path | None, typer.Option("--fleet", "-f", help="The inventory. [default: fleet.yaml]")
    ] = None,
    team: Team = None,
    wave: Wave = None,
    shard: Shard = "",
    jobs: Jobs = 0,
    executor: Executor = "processes",
    journal: Journal = None,
    reports: Annotated[
        list[Path] | None,
        typer.Option(
            "--from",
            help="Lines of JSON that shards wrote: nothing is looked at again. May be repeated; "
            "with --fleet every member must be in them.",
        ),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="A file. [default: standard output]")
    ] = None,
    output_format: Annotated[
        CardFormat, typer.Option(help="html: one page; json: a line a member; text: a line a team.")
    ] = CardFormat.HTML,
    quiet: Quiet = False,
) -> None:
    """Show a fleet: versions, drift, conflicts and checklist, by team and by member.

    No repository is touched: members are judged by what they have committed.
    """
    from scaffold.commands.fleet.plan import Wanted
    from scaffold.commands.fleet.scorecard import scorecard, scorecard_of, write_whole

    inventory, source = fleet or Path("fleet.yaml"), ""
    if reports:
        if members or team or wave or shard:
            raise UsageError("--from: members are chosen when the lines are written, not here")
        found: Sequence[Scored] = scorecard_of(reports, fleet)
    else:
        selection = selected(members, team, shard, wave)
        course = scorecard(Wanted(inventory, selection, jobs, executor=executor), journal)
        source, names = course.source, [member.name for member in course.members]
        found = follow(course.rows, names, lambda *_: "", ListFormat.TEXT, quiet=quiet)
    text = _written(found, output_format, inventory, source)
    if output:
        write_whole(output, text)
    else:
        out(text)
    raise typer.Exit(Exit.FLEET_FAILED if any(row.failed for row in found) else Exit.OK)


def _written(
    rows: "Sequence[Scored]", output_format: CardFormat, inventory: Path, source: str
) -> str:
    from scaffold.commands.fleet.plan import day
    from scaffold.commands.fleet.scorecard import name_of
    from scaffold.formats import fleet_page, fleet_teams, scored

    if output_format is CardFormat.JSON:
        return "".join(map(scored.write, rows))
    if output_format is CardFormat.TEXT:
        return fleet_teams.write(rows)
    made = datetime.now(UTC).isoformat(timespec="seconds")
    return fleet_page.write(rows, fleet_page.About(name_of(inventory), source, made, day()))
