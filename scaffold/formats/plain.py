"""Text of others, made harmless to look at."""


def plain(text: str) -> str:
    """Show what could steer a terminal, turn a line around or not be written, as an escape."""
    return "".join(c if c == "\n" or c.isprintable() else ascii(c)[1:-1] for c in text)


def plain_line(text: str) -> str:
    """The same for one line: a name with a newline in it does not begin another one."""
    return plain(text).replace("\n", r"\n")
