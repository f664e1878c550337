"""What ``scaffold doctor`` found, for people and programs."""

import dataclasses
import json
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scaffold.diagnosis import Diagnosis, Program


def write(diagnosis: "Diagnosis") -> str:
    """Return a line for each program, and below the missing ones how to get them."""
    width = max(len(program.name) for program in diagnosis.programs)
    lines = [line for program in diagnosis.programs for line in _program(program, width)]
    missing = diagnosis.missing
    verdict = (
        f"{len(missing)} missing that checks need; `scaffold tools install` brings them"
        if missing
        else "Every tool that a check needs is here."
    )
    return "\n".join([*lines, "", f"Tools folder: {diagnosis.tools_folder}", verdict]) + "\n"


def write_json(diagnosis: "Diagnosis") -> str:
    """Return every field."""

    def plain(value: object) -> str:
        return str(value) if isinstance(value, Path) else repr(value)

    return json.dumps(dataclasses.asdict(diagnosis), indent=2, default=plain) + "\n"


def _program(program: "Program", width: int) -> list[str]:
    if program.accepted:
        place = f"{program.version:10}  {program.path}"
        return [f"ok       {program.name:{width}}  {place}"]
    word = "missing" if program.needed_by else "absent"
    stands = f"{program.version or '-':10}  {program.path}, needs {program.accepts}"
    lines = [f"{word:8} {program.name:{width}}  {stands if program.path else program.summary}"]
    if program.needed_by:
        lines.append(f"{'':{width + 11}}needed by {', '.join(program.needed_by)}")
    lines.append(f"{'':{width + 11}}to get it: {program.advice}")
    return lines
