"""Edits of a tree of files: a user's of a service, and an author's of a template."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from scaffold.rendered import EXECUTABLE, LINK, PLAIN, File

Tree = dict[str, File]
"""Files by path; of a link, where it points."""


class Kind(StrEnum):
    """What is done to one path."""

    CHANGE = "a line is changed"
    CUT = "three lines are cut"
    APPEND = "a line is added at the end"
    DELETE = "it is deleted"
    MOVE = "it is moved"
    MOVE_FOLDER = "its folder is moved"
    ADD = "a file is added"
    BINARY = "it becomes binary"
    MODE = "it becomes executable, or is so no more"
    LINK = "it becomes a link"
    CRLF = "its line ends are turned"
    TO_FOLDER = "it becomes a folder"
    TO_FILE = "its folder becomes a file"
    IGNORE = "git is told to ignore its folder"


@dataclass(frozen=True)
class Edit:
    """One edit.

    Attributes:
        kind: what is done.
        path: to which file.
        number: which line, or which of the places to move to or add at.
    """

    kind: Kind
    path: str
    number: int = 0


PLACES = (
    "extra.txt",
    "src/extra.py",
    "docs/more/page.md",
    "local/extra.txt",
    "lib/räder/neu.txt",
    "extra.txt/inner",
)
"""Where files are moved to and added: few, so that user and template often meet."""


def edited(tree: Tree, edits: tuple[Edit, ...], who: str) -> Tree:
    """Apply edits one after the other; one that makes no sense by then is left out.

    Args:
        tree: what is edited.
        edits: what is done.
        who: begins every line that is written; so no line is written twice.
    """
    for number, edit in enumerate(edits):
        after = _DONE[edit.kind](dict(tree), edit, f"{who} {number}".encode())
        tree = after if _can_stand(after) else tree
    return tree


def is_text(file: File) -> bool:
    """Whether it has lines."""
    return file.mode != LINK and b"\0" not in file.content


def _change(tree: Tree, edit: Edit, mark: bytes) -> Tree:
    return _with_lines(tree, edit, lambda lines, at: [*lines[:at], mark + b"\n", *lines[at + 1 :]])


def _cut(tree: Tree, edit: Edit, _: bytes) -> Tree:
    return _with_lines(tree, edit, lambda lines, at: [*lines[:at], *lines[at + 3 :]])


def _append(tree: Tree, edit: Edit, mark: bytes) -> Tree:
    return _with_lines(tree, edit, lambda lines, _: [*lines, mark + b"\n"])


def _delete(tree: Tree, edit: Edit, _: bytes) -> Tree:
    tree.pop(edit.path, None)
    return tree


def _move(tree: Tree, edit: Edit, _: bytes) -> Tree:
    target = PLACES[edit.number % len(PLACES)]
    if edit.path in tree and target not in tree:
        tree[target] = tree.pop(edit.path)
    return tree


def _move_folder(tree: Tree, edit: Edit, _: bytes) -> Tree:
    folder = edit.path.partition("/")[0] + "/"
    return {
        f"moved-{path}" if path.startswith(folder) else path: file for path, file in tree.items()
    }


def _add(tree: Tree, edit: Edit, mark: bytes) -> Tree:
    content = b"".join(mark + b" of %d\n" % number for number in range(3))
    tree.setdefault(PLACES[edit.number % len(PLACES)], File(content))
    return tree


def _binary(tree: Tree, edit: Edit, mark: bytes) -> Tree:
    def rewritten(file: File) -> File:
        return File(b"\0" + mark, PLAIN if file.mode == LINK else file.mode)

    return _rewritten(tree, edit, rewritten)


def _mode(tree: Tree, edit: Edit, _: bytes) -> Tree:
    turned = {PLAIN: EXECUTABLE, EXECUTABLE: PLAIN}
    return _rewritten(tree, edit, lambda file: replace(file, mode=turned.get(file.mode, file.mode)))


def _link(tree: Tree, edit: Edit, mark: bytes) -> Tree:
    return _rewritten(tree, edit, lambda _: File(mark, LINK))


def _crlf(tree: Tree, edit: Edit, _: bytes) -> Tree:
    return _with_lines(tree, edit, lambda lines, _: [line[:-1] + b"\r\n" for line in lines])


def _to_folder(tree: Tree, edit: Edit, mark: bytes) -> Tree:
    if tree.pop(edit.path, None):
        tree[f"{edit.path}/inner"] = File(mark + b"\n")
    return tree


def _to_file(tree: Tree, edit: Edit, mark: bytes) -> Tree:
    folder = edit.path.rpartition("/")[0]
    if not folder:
        return tree
    kept = {path: file for path, file in tree.items() if not path.startswith(folder + "/")}
    return {**kept, folder: File(mark + b"\n")}


def _ignore(tree: Tree, _: Edit, __: bytes) -> Tree:
    tree[".gitignore"] = File(b"local/\n")
    return tree


_DONE: dict[Kind, Callable[[Tree, Edit, bytes], Tree]] = {
    Kind.CHANGE: _change,
    Kind.CUT: _cut,
    Kind.APPEND: _append,
    Kind.DELETE: _delete,
    Kind.MOVE: _move,
    Kind.MOVE_FOLDER: _move_folder,
    Kind.ADD: _add,
    Kind.BINARY: _binary,
    Kind.MODE: _mode,
    Kind.LINK: _link,
    Kind.CRLF: _crlf,
    Kind.TO_FOLDER: _to_folder,
    Kind.TO_FILE: _to_file,
    Kind.IGNORE: _ignore,
}


def _rewritten(tree: Tree, edit: Edit, rewrite: Callable[[File], File]) -> Tree:
    if edit.path in tree:
        tree[edit.path] = rewrite(tree[edit.path])
    return tree


def _with_lines(tree: Tree, edit: Edit, rewrite: Callable[[list[bytes], int], list[bytes]]) -> Tree:
    def rewritten(file: File) -> File:
        turned = b"\r\n" in file.content
        lines = file.content.replace(b"\r\n", b"\n").splitlines(keepends=True)
        content = b"".join(rewrite(lines, edit.number % max(len(lines), 1)))
        return replace(file, content=content.replace(b"\n", b"\r\n") if turned else content)

    if edit.path in tree and is_text(tree[edit.path]):
        return _rewritten(tree, edit, rewritten)
    return tree


def _can_stand(tree: Tree) -> bool:
    """Whether no path is both a file and a folder."""
    folders = {
        "/".join(parts[:depth])
        for parts in (path.split("/") for path in tree)
        for depth in range(1, len(parts))
    }
    return not folders & tree.keys()
