"""How the parts fit together: the routes in the middle, one layer around the other."""

import math
from functools import partial

import httpx2
from fastapi import FastAPI, Request
from opentelemetry.sdk.trace import TracerProvider
from starlette.responses import Response
from starlette.types import ASGIApp

from service.access import Access
from service.client import DependencyClient, DependencyError, dependency_client
from service.contract import UNMATCHED_ENDPOINT
from service.dependency_health import DependencyHealth
from service.endpoints import Endpoints
from service.faults import Faults, not_ready_reasons
from service.flags import Flags
from service.lifecycle import ConnectionDraining, Lifecycle
from service.lifespan import Lifespan
from service.metrics import Metrics
from service.order_store import OrderStore
from service.orders import order_routes
from service.probes import Probes, Readiness
from service.problems import answer_with_problems, problem_response, retry_after
from service.rate_limit import RateLimit, TokenBucket
from service.request_id import RequestIDs
from service.request_limits import RequestLimits
from service.settings import Settings
from service.stock import DependencyStock, MemoryStock, stock_routes
from service.tracing import Tracing

# Beside what a route declares: turned away, client gone, failed, not in time.
COMMON_STATUSES = (429, 499, 500, 503)


def build_app(
    settings: Settings,
    metrics: Metrics,
    tracer_provider: TracerProvider,
    lifecycle: Lifecycle,
    transport: httpx2.AsyncBaseTransport | None = None,
) -> ASGIApp:
    """Build the application; `transport` stands in for the network in tests.

    Raises:
        FlagFileError: if the flags file cannot be read or understood.
    """
    flags = Flags(settings, metrics)
    clients = [
        dependency_client(dependency, settings, metrics, tracer_provider, transport)
        for dependency in settings.dependencies
    ]
    health = DependencyHealth(settings, transport)
    lifespan = Lifespan(lifecycle, flags, health, clients)
    api = FastAPI(openapi_url=None, redirect_slashes=False, lifespan=lifespan)
    _add_routes(api, settings, flags, clients)
    endpoints = Endpoints(api)
    _declare(metrics, endpoints)
    answer_with_problems(api, endpoints)
    api.add_exception_handler(DependencyError, _answer_unavailable)

    app: ASGIApp = api
    if settings.environment != "production":
        app = Faults(app, flags)
    app = RequestLimits(app, settings.max_body_bytes, settings.request_timeout_seconds)
    bucket = TokenBucket(settings.rate_limit_per_second, settings.rate_limit_burst)
    app = RateLimit(app, bucket, metrics)
    app = Access(app, endpoints, metrics)
    app = Tracing(app, endpoints, tracer_provider)
    readiness = Readiness(lifecycle, health.reasons, partial(not_ready_reasons, flags))
    app = Probes(app, lifecycle, readiness, metrics)
    app = ConnectionDraining(app, lifecycle)
    return RequestIDs(app)


def _add_routes(
    api: FastAPI, settings: Settings, flags: Flags, clients: list[DependencyClient]
) -> None:
    """Orders ask the first dependency for the stock; our own stock does so only in a chain."""
    memory = MemoryStock()
    asked = DependencyStock(clients[0]) if clients else memory
    api.include_router(order_routes(OrderStore(), asked, flags))
    api.include_router(stock_routes(asked if settings.chain_stock else memory))


def _declare(metrics: Metrics, endpoints: Endpoints) -> None:
    for endpoint in endpoints:
        statuses = sorted({*endpoint.statuses, *COMMON_STATUSES})
        metrics.declare_route(endpoint.method, endpoint.template, statuses)
    metrics.declare_route("GET", UNMATCHED_ENDPOINT, [404])


async def _answer_unavailable(_request: Request, error: Exception) -> Response:
    assert isinstance(error, DependencyError)
    headers = retry_after(math.ceil(error.retry_after_seconds))
    return problem_response(503, "A dependency is not available.", headers=headers)
