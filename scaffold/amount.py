"""How many there are of a thing, in words that fit one as well as many."""


def amount(count: int, noun: str) -> str:
    """``1 module``, ``3 modules``."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
