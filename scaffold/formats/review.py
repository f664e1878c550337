"""A post-incident review: the repository's own template, its tables filled as far as is known."""

import re
from dataclasses import dataclass
from pathlib import Path

from scaffold.artifacts.incident import Incident
from scaffold.artifacts.markdown import Markdown
from scaffold.formats.cells import FIRST_ALERT, Cells, fillings, later, minutes
from scaffold.texts import texts_in

_CELL = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True)
class Review:
    """The review.

    Attributes:
        text: the page.
        missing: what found no row in the template.
    """

    text: str
    missing: tuple[Cells, ...]


def write(template: Markdown, incident: Incident) -> Review:
    """Fill the template; what it asks beyond the alerts is left for people."""
    lines, missing = template.text.splitlines(), []
    rows = {cell: row for row in reversed(_rows(template)) for cell in _split(lines[row])}
    for cells in fillings(incident):
        if cells.label in rows:
            row = rows[cells.label]
            lines[row] = _filled(lines[row], cells)
        else:
            missing.append(cells)
    if template.headings:  # so that reviews can be told apart
        title = _safe(f"{incident.began:%Y-%m-%d} {incident.first.name}")
        lines[template.headings[0].line - 1] += f": {title}"
    if FIRST_ALERT in rows:
        after = rows[FIRST_ALERT] + 1
        lines[after:after] = [_row(cells) for cells in later(incident)]
    else:
        missing += later(incident)
    return Review("\n".join(lines) + "\n" + _queries(incident), tuple(missing))


def _queries(incident: Incident) -> str:
    environment = texts_in(Path(__file__).parent)
    return environment.get_template("queries.md.jinja").render(
        minutes=minutes(incident),
        spendings=[one for one in incident.spendings if one.queries],
        firing=incident.ended is None,
    )


def _rows(template: Markdown) -> list[int]:
    """Indices of the lines that are rows of tables."""
    return [number - 1 for number, line in template.prose if line.lstrip().startswith("|")]


def _split(line: str) -> list[str]:
    return [cell.strip() for cell in _CELL.split(line.strip().removeprefix("|").removesuffix("|"))]


def _filled(line: str, cells: Cells) -> str:
    found = _split(line)
    place = next(index for index, cell in enumerate(found) if cell == cells.label)
    found += [""] * (place + 2 - len(found))
    found[place] += _safe(cells.more)
    found[place + 1] = _safe(cells.after)
    if cells.before and place:
        found[place - 1] = _safe(cells.before)
    return _joined(found)


def _row(cells: Cells) -> str:
    return _joined([_safe(cells.before), _safe(cells.label), _safe(cells.after)])


def _joined(cells: list[str]) -> str:
    return "|" + "".join(f" {cell} |" if cell else " |" for cell in cells)


def _safe(text: str) -> str:
    """Text that stays within its cell and is no markup of HTML."""
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")
