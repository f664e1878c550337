"""A receiver of alerts: takes webhooks of Alertmanager and remembers when each alert came."""

import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote, unquote

from scaffold.live.listener import Listener, Received, Reply


@dataclass(frozen=True)
class Notice:
    """One alert of one message.

    Attributes:
        receiver: name of the receiver to which it was sent.
        at: when it arrived, in seconds since 1970.
        status: ``firing`` or ``resolved``.
        labels: its labels, ``alertname`` included.
        annotations: its annotations.
        group: labels that all alerts of the message share by grouping.
    """

    receiver: str
    at: float
    status: str
    labels: Mapping[str, str]
    annotations: Mapping[str, str]
    group: Mapping[str, str]

    @property
    def alert(self) -> str:
        """Name of the alert."""
        return self.labels.get("alertname", "")

    @property
    def fires(self) -> bool:
        """Whether it says that the alert fires, and not that it is over."""
        return self.status == "firing"


class Inbox:
    """Keeps all notices that it was sent, in the order of their arrival."""

    def __init__(self) -> None:
        """Listen on a free port."""
        self.notices: list[Notice] = []
        self._listener = Listener(self._take)

    def url(self, receiver: str) -> str:
        """Where the messages for a receiver go."""
        return f"{self._listener.url}/{quote(receiver, safe='')}"

    def of(self, alert: str, status: str = "") -> list[Notice]:
        """Notices of one alert, of one status or of both."""
        return [
            notice
            for notice in self.notices
            if notice.alert == alert and status in {"", notice.status}
        ]

    def close(self) -> None:
        """Stop listening."""
        self._listener.close()

    def _take(self, received: Received) -> Reply:
        self.notices += _notices(received, time.time())
        return Reply(200)


def _notices(received: Received, at: float) -> Iterator[Notice]:
    message = json.loads(received.body)
    for alert in message["alerts"]:
        yield Notice(
            receiver=unquote(received.path.removeprefix("/")),
            at=at,
            status=str(alert["status"]),
            labels=alert["labels"],
            annotations=alert["annotations"],
            group=message["groupLabels"],
        )
