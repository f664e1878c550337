"""What ``scaffold doctor`` found, for people and programs."""

import dataclasses
import json
import textwrap
from collections.abc import Iterator

from scaffold.diagnosis import Diagnosis, Program

_COLUMNS = 100


def write(diagnosis: Diagnosis) -> str:
    """Return each program with the checks that need it and, where it is missing, how to get it."""
    width = max(len(program.name) for program in diagnosis.programs)
    lines = [line for program in diagnosis.programs for line in _program(program, width)]
    missing = diagnosis.missing
    verdict = (
        f"{len(missing)} missing that checks need; `scaffold tools install` brings them"
        if missing
        else "Every tool that a check needs is here."
    )
    return "\n".join([*lines, "", f"Tools folder: {diagnosis.tools_folder}", verdict]) + "\n"


def write_json(diagnosis: Diagnosis) -> str:
    """Return every field."""
    return json.dumps(dataclasses.asdict(diagnosis), indent=2, default=str) + "\n"


def _program(program: Program, width: int) -> Iterator[str]:
    word = "ok" if program.accepted else "missing" if program.needed_by else "absent"
    stands = f"{program.version or '-':10} {program.path}" if program.path else program.summary
    yield f"{word:8} {program.name:{width}}  {stands}"
    more = []
    if program.path and not program.accepted:
        more.append(f"needs {program.accepts}")
    if program.needed_by:
        more.append(f"needed by {', '.join(program.needed_by)}")
    if program.advice:
        more.append(f"to get it: {program.advice}")
    indent = " " * (width + 11)
    for line in more:
        yield textwrap.fill(
            line, _COLUMNS, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False
        )
