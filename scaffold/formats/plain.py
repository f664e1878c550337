"""Text of others, made harmless to look at."""


def plain(text: str) -> str:
    """Show what could steer a terminal or turn a line around as an escape; newlines stay."""
    return "".join(c if c == "\n" or c.isprintable() else ascii(c)[1:-1] for c in text)
