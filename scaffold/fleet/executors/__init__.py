"""The same work for many members: by processes of this machine, or by the workers of a cluster."""

import re
from collections.abc import Callable, Iterator, Sequence

from scaffold.errors import UsageError
from scaffold.fleet.executors import processes
from scaffold.fleet.executors.done import Done, Item, Value

PROCESSES = "processes"
_LAST_PORT = 65535
_DASK = re.compile(
    r"dask(?P<tls>\+tls)?://(?P<place>(?:[\w.-]+|\[[0-9a-fA-F:]+\]):(?P<port>\d{1,5}))/?"
)


def spread(
    work: Callable[[Item], Value],
    items: Sequence[Item],
    jobs: int = 0,
    executor: str = PROCESSES,
) -> Iterator[Done[Item, Value]]:
    """Do the work for every item, in the order in which they are finished.

    Args:
        work: a function of a module, or a ``partial`` of one: it goes to other processes.
        items: what it is done for.
        jobs: how many at once; 0 is as many as there are cores, or workers.
        executor: who does it: ``processes``, or the address of a scheduler (:func:`scheduler_of`).

    Raises:
        UsageError: there is no such executor.
        ScaffoldError: there is nobody who could work.
    """
    address = scheduler_of(executor)
    if not address:
        return processes.spread(work, items, jobs)
    from scaffold.fleet.executors import dask  # noqa: PLC0415 - an extra that few have

    return dask.spread(work, items, jobs, address)


def scheduler_of(executor: str) -> str:
    """What Dask calls the address of an executor's scheduler; empty for this machine.

    Raises:
        UsageError: there is no such executor.
    """
    if executor == PROCESSES:
        return ""
    found = _DASK.fullmatch(executor)
    if not found or not 0 < int(found["port"]) <= _LAST_PORT:
        raise UsageError(
            f"--executor {executor}: must be {PROCESSES}, dask://HOST:PORT or dask+tls://HOST:PORT"
        )
    return f"{'tls' if found['tls'] else 'tcp'}://{found['place']}"
