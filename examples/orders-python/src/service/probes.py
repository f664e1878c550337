"""Probes and `/metrics`: answered beside the service, never counted, traced, limited or logged."""

from collections.abc import Callable

from prometheus_client.exposition import choose_encoder
from starlette.datastructures import Headers
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from service.lifecycle import Lifecycle, Phase
from service.metrics import Metrics
from service.problems import problem_response

Answer = Callable[[Headers], Response]


class Readiness:
    """Whether traffic is welcome: started, not draining, and no reason against it."""

    def __init__(self, lifecycle: Lifecycle, *objections: Callable[[], list[str]]) -> None:
        self._lifecycle = lifecycle
        self._objections = objections

    def reasons(self) -> list[str]:
        """Say why the service is not ready; nothing when it is."""
        phase = self._lifecycle.phase
        found = [] if phase is Phase.SERVING else [str(phase)]
        return found + [reason for object_ in self._objections for reason in object_()]

    def as_number(self) -> float:
        """Return the value of the metric `service_ready`."""
        return 0.0 if self.reasons() else 1.0


class Probes:
    """Answers four paths itself and passes everything else on."""

    def __init__(
        self,
        app: ASGIApp,
        lifecycle: Lifecycle,
        readiness: Readiness,
        metrics: Metrics,
    ) -> None:
        self._app = app
        self._lifecycle = lifecycle
        self._readiness = readiness
        self._registry = metrics.registry
        metrics.ready.set_function(readiness.as_number)
        self._answers: dict[str, Answer] = {
            "/livez": lambda _: _ok(),
            "/readyz": lambda _: self._ready(),
            "/startupz": lambda _: self._started(),
            "/metrics": self._exposition,
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = self._answers.get(scope["path"]) if scope["type"] == "http" else None
        if answer is None:
            await self._app(scope, receive, send)
        elif scope["method"] not in {"GET", "HEAD"}:
            detail = "Probes and metrics are read only."
            refusal = problem_response(405, detail, headers={"Allow": "GET, HEAD"})
            await refusal(scope, receive, send)
        else:
            await answer(Headers(scope=scope))(scope, receive, send)

    def _ready(self) -> Response:
        reasons = self._readiness.reasons()
        if reasons:
            return problem_response(503, "The service is not ready.", reasons=reasons)
        return _ok()

    def _started(self) -> Response:
        if self._lifecycle.phase is Phase.STARTING:
            return problem_response(503, "The service is still starting.")
        return _ok()

    def _exposition(self, headers: Headers) -> Response:
        encode, content_type = choose_encoder(headers.get("accept", ""))
        return Response(encode(self._registry), headers={"Content-Type": content_type})


def _ok() -> Response:
    return JSONResponse({"status": "ok"})
