"""Key-level merge: what git's line merge leaves as a conflict, merged key by key.

Git's lines conflict as soon as two changes touch; two changed keys of one mapping do not. Text in,
text out: this knows neither git nor files. Where a result is not proven, there is none.
"""

from pathlib import PurePosixPath

from scaffold.keys.content import merge_contents
from scaffold.keys.format import Format
from scaffold.keys.pieces import ClashError, merge_blocks, write
from scaffold.keys.proof import keeps_every_line


def resolve(path: str, base: bytes, ours: bytes, theirs: bytes) -> bytes | None:
    """Merge three versions of a file, or leave it: None means that it stays a conflict.

    The result is our text with their changed keys in it: comments, order, quotes and indentation
    of all the rest are ours, byte for byte. A key that both sides changed differently, one that is
    deleted here and changed there, and a list that both sides changed stay conflicts.

    Args:
        path: the file's name, which tells its format.
        base: what both sides began from.
        ours: the user's text.
        theirs: the template's new text.
    """
    reader = _format(path)
    texts = _texts(base, ours, theirs)
    if reader is None or texts is None or _is_lock_file(path):
        return None
    try:
        merged = write(merge_blocks(*(reader.read(text) for text in texts)))
        proven = _is_proven(reader, texts, merged)
    except (ClashError, RecursionError):  # a text nested that deep is nobody's settings
        return None
    return merged.encode() if proven else None


def _format(path: str) -> Format | None:
    """What reads files of such a name; none of it is imported before a file clashes."""
    match PurePosixPath(path).suffix:
        case ".json":
            from scaffold.keys import json_text  # noqa: PLC0415 - few updates have a clash

            return json_text
        case ".toml":
            from scaffold.keys import toml_text  # noqa: PLC0415 - as above

            return toml_text
        case ".yaml" | ".yml":
            from scaffold.keys import yaml_text  # noqa: PLC0415 - as above

            return yaml_text
    return None


def _texts(*versions: bytes) -> tuple[str, ...] | None:
    """Decode them; None for what would need guessing."""
    try:
        texts = tuple(version.decode() for version in versions)
    except UnicodeDecodeError:
        return None
    one_ending = len({_ending(text) for text in texts}) == 1 and _ending(texts[0]) != "mixed"
    marked = any(text.startswith("\ufeff") for text in texts)
    return texts if one_ending and not marked else None


def _ending(text: str) -> str:
    crlf = text.count("\r\n")
    if text.count("\r") != crlf:
        return "mixed"
    return "lf" if crlf == 0 else "crlf" if crlf == text.count("\n") else "mixed"


def _is_lock_file(path: str) -> bool:
    """Whether a resolver wrote it, whose entries only fit together as a whole."""
    stem = PurePosixPath(path).stem
    return stem.endswith(("-lock", ".lock", "-shrinkwrap"))


def _is_proven(reader: Format, texts: tuple[str, ...], merged: str) -> bool:
    """Read the result anew: its content is the merge of the contents, and no line is lost."""
    base, ours, theirs = texts
    wanted = merge_contents(*(reader.content(text) for text in texts))
    return reader.content(merged) == wanted and keeps_every_line(
        reader.comments, base, ours, theirs, merged
    )
