"""What came of one item, wherever it was worked on."""

import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from scaffold.errors import ScaffoldError

Item = TypeVar("Item")
Value = TypeVar("Value")


@dataclass(frozen=True)
class Done(Generic[Item, Value]):
    """What came of one item.

    Attributes:
        item: the item.
        value: what the work returned; None where it failed.
        error: why it failed; a bug's traceback.
    """

    item: Item
    value: Value | None
    error: str = ""


def do(work: Callable[[Item], Value], item: Item) -> Done[Item, Value]:
    """Work on one item, here and now."""
    try:
        return Done(item, work(item))
    except ScaffoldError as error:
        return Done(item, None, str(error))
    except Exception:  # noqa: BLE001 - one member's failure is a row, never the end
        return Done(item, None, traceback.format_exc())
