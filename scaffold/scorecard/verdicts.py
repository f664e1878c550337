"""Verdicts as the items word them: what was found, or where it was looked for in vain."""

from collections.abc import Iterable

from scaffold.clues.sign import Evidence, Sign
from scaffold.scorecard.reading import Reading
from scaffold.scorecard.scorecard import Outcome, Verdict


def met(reason: str, evidence: Iterable[Evidence]) -> Verdict:
    """It is so; what shows two things is told once."""
    first: dict[str, Evidence] = {}
    for one in evidence:
        first.setdefault(one.place, one)
    return Verdict(Outcome.MET, reason, tuple(first.values()))


def not_met(reason: str, evidence: Iterable[Evidence] = ()) -> Verdict:
    """It is not so."""
    return Verdict(Outcome.NOT_MET, reason, tuple(evidence))


def unknown(reason: str, evidence: Iterable[Evidence] = ()) -> Verdict:
    """Reading cannot tell; the reason says what would."""
    return Verdict(Outcome.UNKNOWN, reason, tuple(evidence))


def not_applicable(reason: str, evidence: Iterable[Evidence] = ()) -> Verdict:
    """There is nothing that could have it."""
    return Verdict(Outcome.NOT_APPLICABLE, reason, tuple(evidence))


def by_signs(
    reading: Reading,
    signs: Iterable[Sign],
    *,
    wanted: str,
    proof: str,
    against: Iterable[Sign] = (),
) -> Verdict:
    """Met when the code shows one of the signs.

    Args:
        reading: the repository.
        signs: what shows it.
        wanted: what was looked for, such as ``a JSON formatter``.
        proof: what would show it where code cannot be read.
        against: what shows that it is otherwise.
    """
    found = reading.find(signs)
    if found:
        return met(found[0].shows, found)
    return unfound(reading, wanted, proof, reading.find(against))


def unfound(
    reading: Reading, wanted: str, proof: str, evidence: Iterable[Evidence] = ()
) -> Verdict:
    """Not met; unknown where most of the code is in a language that is not read."""
    if reading.unread_language:
        return unknown(f"{reading.unread_language} is not read here: {proof}", evidence)
    return not_met(f"no {wanted}: {looked(reading)}", evidence)


def looked(reading: Reading) -> str:
    """Where code was looked at."""
    if not reading.code:
        return "there is no source code of a service"
    return were_read(len(reading.code), "source file")


def were_read(count: int, noun: str) -> str:
    """How many of them were looked at."""
    return f"1 {noun} was read" if count == 1 else f"{count} {noun}s were read"
