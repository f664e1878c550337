"""A service that scanners found: paths, methods and hosts that nobody expects."""

import random
import string
from dataclasses import dataclass

from scaffold.live.bench import Bench
from scaffold.live.exposition import Exposition
from scaffold.live.http import NoAnswerError

PATHS, HOSTS = 300, 20
METHODS = (
    *("TRACE", "PROPFIND", "PROPPATCH", "MKCOL", "COPY", "MOVE", "LOCK", "UNLOCK", "SEARCH"),
    *("REPORT", "MERGE", "PURGE", "LINK", "UNLINK", "SUBSCRIBE", "NOTIFY", "BREW", "get", "Post"),
    "X" * 200,
)

_ALPHABET = string.ascii_letters + string.digits + "/._~-"


@dataclass(frozen=True)
class Flood:
    """What was seen.

    Attributes:
        before: a scrape before it.
        after: a scrape after it.
        unanswered: requests to which no answer came.
    """

    before: Exposition
    after: Exposition
    unanswered: tuple[str, ...]


def record(bench: Bench) -> Flood:
    """Send them all."""
    service = bench.start(LOG_LEVEL="WARN")
    before, unanswered = service.scrape(), []
    chance = random.Random(1)  # noqa: S311 - the same paths in every run
    paths = [f"/{''.join(chance.choices(_ALPHABET, k=20))}" for _ in range(PATHS)]
    requests = (
        *(("GET", path, {}) for path in paths),
        *((method, "/orders", {}) for method in METHODS),
        *(("GET", "/orders", {"Host": f"host-{number}.test"}) for number in range(HOSTS)),
    )
    for method, path, headers in requests:
        try:
            service.send(method, path, headers)
        except NoAnswerError as error:
            unanswered.append(str(error))
    return Flood(before, service.scrape(), tuple(unanswered))
