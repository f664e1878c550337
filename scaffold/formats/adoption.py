"""An adoption as text and as JSON."""

import dataclasses
import json
from collections import Counter
from collections.abc import Iterator

from scaffold.adoption.adoption import Adoption, Fate
from scaffold.formats import tree

SCHEMA_VERSION = 1
_TELLING = frozenset({"name", "description", "organisation", "team", "language", "port"})
_WORDS = {
    Fate.ADDED: "added",
    Fate.SAME: "there already",
    Fate.DIFFERS: "kept as yours",
    Fate.LEFT_OUT: "left out",
}


def write(adoption: Adoption) -> str:
    """Return the answers with their sources, each file's fate, and what to do next."""
    lines = [*_answers(adoption), "", *_parts(adoption), "", *_verdict(adoption)]
    return "\n".join(lines) + "\n"


def write_json(adoption: Adoption) -> str:
    """Return every field."""
    content = {"schema_version": SCHEMA_VERSION, **dataclasses.asdict(adoption)}
    return json.dumps(content, indent=2, default=str) + "\n"


def _answers(adoption: Adoption) -> Iterator[str]:
    for clue in adoption.answers:
        yield f"answer   {clue.question}={clue.value} ({clue.place or 'default'})"
    for clue in adoption.refused:
        yield f"refused  {clue.place}: {clue.value}"
    for key in adoption.unmapped:
        yield f"unmapped {key}"


def _parts(adoption: Adoption) -> Iterator[str]:
    if added := adoption.fated(Fate.ADDED):
        yield tree.write("added", (part.path for part in added))
    for part in added:
        if part.hint:
            yield f"look at  {part.path}: {part.hint}"
    if adoption.moved:
        yield f"move     {adoption.moved[0]} -> {adoption.moved[1]}"
    for part in adoption.fated(Fate.DIFFERS):
        yield f"differs  {part.path}: {part.hint}"
    for (pattern, hint), count in _left_out(adoption).items():
        yield f"left out {pattern}: {hint} ({count} {'file' if count == 1 else 'files'})"


def _left_out(adoption: Adoption) -> Counter[tuple[str, str]]:
    return Counter((part.pattern, part.hint) for part in adoption.fated(Fate.LEFT_OUT))


def _verdict(adoption: Adoption) -> Iterator[str]:
    counts = ", ".join(f"{len(adoption.fated(fate))} {_WORDS[fate]}" for fate in Fate)
    done = "staged, not committed" if adoption.applied else "nothing was written"
    yield f"{adoption.root}: {adoption.source} {adoption.version}: {counts}; {done}"
    unread = [clue.question for clue in adoption.answers if not clue.place]
    if told := [question for question in unread if question in _TELLING]:
        yield f"Nothing here says what these are, the template's defaults stand: {', '.join(told)}."
        yield "`-d KEY=VALUE` gives another answer, now or with `scaffold update`."
    if adoption.applied:
        yield "Next: look at `git diff --staged`, commit it, then `scaffold verify` says what the"
        yield "service itself does not do yet. `scaffold rollback` takes all of it back."
