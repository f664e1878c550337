"""Runs the service: `python -m service`. One process, one worker; Kubernetes multiplies it."""

import math
import os
import sys
from types import TracebackType

import structlog
import uvicorn
from starlette.types import ASGIApp

from service.app import build_app
from service.flag_file import FlagFileError
from service.lifecycle import Lifecycle
from service.logs import configure_logs
from service.metrics import Metrics
from service.settings import InvalidSettingsError, Settings, read_settings
from service.tracing import start_tracing, stop_tracing

INVALID_CONFIGURATION = 2
FLUSH_SECONDS = 3.0
# Longer than load balancers keep an idle connection (60 s): they close it, not we under them.
KEEP_ALIVE_SECONDS = 75

log = structlog.stdlib.get_logger("service")


def main() -> int:
    """Run until told to stop; return the exit code."""
    settings = Settings()
    try:
        settings = read_settings(os.environ)
        metrics = Metrics(settings)
        configure_logs(settings, metrics.count_log_message)
        sys.excepthook = _log_crash
        tracer_provider = start_tracing(settings)
        lifecycle = Lifecycle(settings.drain_delay_seconds)
        app = build_app(settings, metrics, tracer_provider, lifecycle)
    except InvalidSettingsError as error:
        return _refuse(settings, error.problems)
    except FlagFileError as error:
        return _refuse(settings, [f"FLAGS_FILE {settings.flags_file}: {error}"])
    served = _serve(app, settings, lifecycle)
    if stop_tracing(tracer_provider, FLUSH_SECONDS):
        log.info("spans flushed")
    else:
        log.warning("spans lost, the collector did not take them", timeout_seconds=FLUSH_SECONDS)
    log.info("service stopped")
    return 0 if served else 1


def _serve(app: ASGIApp, settings: Settings, lifecycle: Lifecycle) -> bool:
    """Serve until the lifecycle ends; return False if it never began."""
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            host="0.0.0.0",  # noqa: S104 - a container is reached from outside
            port=settings.port,
            access_log=False,
            log_config=None,
            server_header=False,
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
            timeout_graceful_shutdown=math.ceil(settings.shutdown_timeout_seconds),
            ws="none",
        )
    )

    def stop(*, at_once: bool) -> None:
        server.should_exit = True
        server.force_exit = at_once

    lifecycle.stop_with(stop)
    server.run()
    return server.started


def _refuse(settings: Settings, problems: list[str]) -> int:
    configure_logs(settings, lambda _: None)
    log.error("the configuration is not valid", problems=problems)
    return INVALID_CONFIGURATION


def _log_crash(
    kind: type[BaseException], error: BaseException, _traceback: TracebackType | None
) -> None:
    if not issubclass(kind, KeyboardInterrupt):
        log.error("service crashed", exc_info=error)


if __name__ == "__main__":
    sys.exit(main())
