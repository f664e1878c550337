"""Renders that were made before: a released version and the same answers give the same project."""

import hashlib
import json
from collections.abc import Callable, Mapping
from functools import cache as once
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

import jinja2
from jinja2_ansible_filters import core_filters

from scaffold import cache
from scaffold.rendered import File, Rendered

_KEPT = 256
_CODE = (
    *("jinja.py", "press.py", "questions.py", "reach.py", "render_cache.py", "renderer.py"),
    *("shared.py", "subset.py"),
)


def remembered(key: Mapping[str, Any], make: Callable[[], Rendered]) -> Rendered:
    """What was rendered for this key, or what ``make`` renders now.

    Args:
        key: everything that the render depends on, beside the code that renders.
        make: renders it.
    """
    words = json.dumps([key, _code()], ensure_ascii=True, default=repr)
    path = cache.folder("renders") / hashlib.sha256(words.encode()).hexdigest()
    found = _read(path)
    if found is None:
        found = make()
        cache.prune(path.parent, _KEPT - 1)
        cache.put(path, _packed(found))
    return found


@once
def _code() -> str:
    """Digest of the code that renders: another program never reads what this one kept."""
    digest = hashlib.sha256(jinja2.__version__.encode())
    for path in (*(Path(__file__).with_name(name) for name in _CODE), Path(core_filters.__file__)):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _packed(rendered: Rendered) -> bytes:
    """A digest, a line of JSON that says what follows, and the contents one after the other."""
    listed = [(path, file.mode, len(file.content)) for path, file in rendered.files.items()]
    index = json.dumps([listed, rendered.folders]).encode() + b"\n"
    body = index + b"".join(file.content for file in rendered.files.values())
    return hashlib.sha256(body).digest() + body


def _read(path: Path) -> Rendered | None:
    """What stands in a file; None when there is none or it was damaged."""
    try:
        packed = path.read_bytes()
    except OSError:
        return None
    size = hashlib.sha256().digest_size
    body = packed[size:]
    if packed[:size] != hashlib.sha256(body).digest():
        return None
    index, _, contents = body.partition(b"\n")
    listed, folders = json.loads(index)
    bounds = pairwise(accumulate((length for *_, length in listed), initial=0))
    return Rendered(
        {
            name: File(contents[begin:end], mode)
            for (name, mode, _), (begin, end) in zip(listed, bounds, strict=True)
        },
        tuple(folders),
    )
