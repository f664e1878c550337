"""One break of the Python service for each behaviour, and the live checks that must see it."""

from dataclasses import dataclass

SOURCE = "src/service"


@dataclass(frozen=True)
class Mutation:
    """A small break.

    Attributes:
        law: what no longer holds.
        file: below the folder of the service's source.
        old: text that stands there once.
        new: what takes its place.
        broken: ids of the checks that fail, without their prefix ``live-``.
        shaken: ids of those that chance, such as the jitter of retries, may bring down as well.
    """

    law: str
    file: str
    old: str
    new: str
    broken: tuple[str, ...]
    shaken: tuple[str, ...] = ()


MUTATIONS = (
    Mutation(
        "the startup probe says yes once warm-up is over",
        "probes.py",
        "phase is Phase.STARTING",
        "phase is Phase.SERVING",
        ("service-starts", "probes-leave-nothing", "rate-limit-turns-away"),
    ),
    Mutation(
        "no _created series",
        "metrics.py",
        "disable_created_metrics()  # type",
        "# type",
        ("metrics-follow-contract",),
    ),
    Mutation(
        "a metric is called as in the contract",
        "metrics.py",
        '"http_requests_in_flight"',
        '"http_requests_inflight"',
        ("metrics-follow-contract",),
    ),
    Mutation(
        "a label is called as in the contract",
        "metrics.py",
        '["peer", "method", "status"]',
        '["peer", "method", "code"]',
        ("metrics-follow-contract",),
    ),
    Mutation(
        "every status of a route has its series from the start",
        "app.py",
        "endpoint.template, statuses)",
        "endpoint.template, statuses[:1])",
        ("series-start-at-zero",),
    ),
    Mutation(
        "counter and histogram are observed together",
        "metrics.py",
        "self.request_duration.labels(method, endpoint, status).observe",
        'self.request_duration.labels(method, endpoint, "200").observe',
        ("counters-equal-counts",),
    ),
    Mutation(
        "the status label is the status that was sent",
        "access.py",
        "str(status), seconds",
        "str(status + 1), seconds",
        (
            "requests-are-counted",
            "series-are-bounded",
            "failures-count-as-500",
            "aborts-count-as-499",
        ),
    ),
    Mutation(
        "an unmatched path is no label",
        "endpoints.py",
        "or UNMATCHED_ENDPOINT",
        "or path",
        ("requests-are-counted", "series-are-bounded", "requests-are-logged-once"),
    ),
    Mutation(
        "an unknown method is no label",
        "endpoints.py",
        "return method if method in METHODS else OTHER_METHOD",
        "return method",
        ("series-are-bounded",),
    ),
    Mutation(
        "a failure is logged as an error",
        "access.py",
        "return log.error",
        "return log.info",
        ("failures-count-as-500",),
    ),
    Mutation(
        "a caller that hangs up counts as 499",
        "access.py",
        "exchange.status = CLIENT_ABORT_STATUS",
        "exchange.status = SERVER_ERROR",
        ("aborts-count-as-499",),
    ),
    Mutation(
        "a caller that hangs up ends the work",
        "request_limits.py",
        "timer.reschedule(asyncio.get_running_loop().time())",
        "timer.when()",
        ("aborts-count-as-499",),
    ),
    Mutation(
        "probes pass by the layers that count",
        "probes.py",
        'if scope["type"] == "http" else None',
        'if scope["type"] == "http" and scope["method"] == "GET" else None',
        ("probes-leave-nothing",),
    ),
    Mutation(
        "exemplars carry the label trace_id",
        "metrics.py",
        'return {"trace_id"',
        'return {"traceID"',
        ("exemplars-lead-to-traces",),
    ),
    Mutation(
        "a log line names its trace",
        "logs.py",
        "trace.format_trace_id(span.trace_id)",
        "trace.format_trace_id(span.trace_id ^ 1)",
        ("exemplars-lead-to-traces",),
    ),
    Mutation(
        "timestamps have milliseconds",
        "logs.py",
        'timespec="milliseconds"',
        'timespec="seconds"',
        ("logs-follow-schema",),
    ),
    Mutation(
        "log lines are counted",
        "logs.py",
        "self._count(level)",
        'self._count("INFO")',
        ("logs-follow-schema",),
    ),
    Mutation(
        "what is answered is in flight no more",
        "access.py",
        "with self._metrics.requests_in_flight.track_inprogress():",
        "self._metrics.requests_in_flight.inc()\n        if True:",
        ("requests-are-counted",),
    ),
    Mutation(
        "a refusal is such a line too",
        "__main__.py",
        '    configure_logs(settings, lambda _: None)\n    log.error("the',
        '    print(problems)\n    log.error("the',
        ("logs-follow-schema", "bad-configuration-is-refused"),
    ),
    Mutation(
        "the access line names the path",
        "access.py",
        'path=scope["path"],',
        'path="/",',
        ("requests-are-logged-once",),
    ),
    Mutation(
        "secrets are redacted in spans",
        "tracing.py",
        "redact_text(query)",
        "query",
        ("secrets-are-redacted",),
    ),
    Mutation(
        "secrets stay out of access lines",
        "access.py",
        'path=scope["path"],',
        'path=scope["path"], cause=str(scope["headers"]),',
        ("secrets-are-redacted",),
    ),
    Mutation(
        "a request is one span",
        "tracing.py",
        'exclude_spans=["receive", "send"],',
        "exclude_spans=[],",
        ("requests-have-one-span",),
    ),
    Mutation(
        "spans are named by routes",
        "tracing.py",
        'f"{method} {template}"',
        "f\"{method} {scope['path']}\"",
        ("requests-have-one-span",),
    ),
    Mutation(
        "spans name the version of the service",
        "tracing.py",
        '"service.version": settings.version',
        '"service.version": "0"',
        ("requests-have-one-span",),
    ),
    Mutation(
        "calls are spans and hand the trace on",
        "client.py",
        "        http, tracer_provider=",
        "        httpx2.AsyncClient(), tracer_provider=",
        ("traces-go-on",),
    ),
    Mutation(
        "errors carry the request ID too",
        "request_id.py",
        'if message["type"] == "http.response.start":',
        'if message["type"] == "http.response.start" and message["status"] < 500:',
        ("request-ids-come-back",),
    ),
    Mutation(
        "the whole request ID is matched",
        "request_id.py",
        "_ACCEPTED.fullmatch",
        "_ACCEPTED.match",
        ("request-ids-are-safe", "logs-follow-schema"),
    ),
    Mutation(
        "calls carry the request ID",
        "client.py",
        "{HEADER: request_id} if (request_id := current_request_id()) else {}",
        "{}",
        ("request-ids-go-on",),
    ),
    Mutation(
        "errors are problems",
        "problems.py",
        '"application/problem+json"',
        '"application/json"',
        ("errors-are-problems",),
    ),
    Mutation(
        "readiness follows the dependency",
        "dependency_health.py",
        "up = answer.status_code < SERVER_ERROR",
        "up = answer.status_code > 0",
        ("readiness-follows-dependencies",),
    ),
    Mutation(
        "liveness does not follow the dependency",
        "probes.py",
        '"/livez": lambda _: _ok(),',
        '"/livez": lambda _: self._ready(),',
        ("readiness-follows-dependencies", "shutdown-drains-first"),
    ),
    Mutation(
        "the bucket holds no more than the burst",
        "rate_limit.py",
        "if self._tokens < 1:",
        "if self._tokens < 0:",
        ("rate-limit-turns-away",),
    ),
    Mutation(
        "who is turned away is told when to come back",
        "rate_limit.py",
        "retry_after(math.ceil(wait_seconds))",
        "retry_after(None)",
        ("rate-limit-turns-away", "errors-are-problems"),
    ),
    Mutation(
        "flags are counted",
        "flags.py",
        "self._evaluations.labels(details.flag_key, variant, reason).inc()",
        "self._evaluations.labels(details.flag_key, variant, reason)",
        ("flags-follow-file",),
    ),
    Mutation(
        "the flags file is followed",
        "flags.py",
        "INTERVAL_SECONDS = 1.0",
        "INTERVAL_SECONDS = 600.0",
        ("flags-follow-file", "aborts-count-as-499"),
    ),
    Mutation(
        "production refuses faults",
        "flags.py",
        "refuse_faults=production",
        "refuse_faults=False",
        ("faults-spare-production",),
    ),
    Mutation(
        "a wrong configuration is an exit code",
        "__main__.py",
        "return INVALID_CONFIGURATION",
        "return 0",
        ("bad-configuration-is-refused",),
    ),
    Mutation(
        "all problems are told",
        "environment.py",
        'self.problems.append(f"{key} {problem}")',
        'self.problems[:] = [f"{key} {problem}"]',
        ("bad-configuration-is-refused",),
    ),
    Mutation(
        "three attempts",
        "retry.py",
        "attempts: int = 3",
        "attempts: int = 4",
        ("retries-are-bounded",),
    ),
    Mutation(
        "a 500 is final",
        "retry.py",
        "RETRIED_STATUSES = frozenset({429, ",
        "RETRIED_STATUSES = frozenset({429, 500, ",
        ("retries-are-bounded", "breaker-opens"),
        shaken=("breaker-recovers",),  # it opens while retries still wait, so earlier than is seen
    ),
    Mutation(
        "one deadline for all attempts",
        "retry.py",
        "min(policy.attempt_timeout_seconds, deadline - policy.clock())",
        "policy.attempt_timeout_seconds",
        ("retries-are-bounded",),
    ),
    Mutation(
        "pauses have jitter",
        "retry.py",
        "return self.random() * bound",
        "return bound",
        ("retries-are-spread",),
    ),
    Mutation(
        "there is a pause",
        "retry.py",
        "return self.random() * bound",
        "return 0 * bound",
        ("retries-are-spread",),
    ),
    Mutation(
        "Retry-After lengthens the pause",
        "retry.py",
        "result.retry_after_seconds or 0.0",
        "0.0",
        ("retries-wait-as-told",),
    ),
    Mutation(
        "the service drains before it ends",
        "lifecycle.py",
        "if number is signal.SIGTERM else 0.0",
        "if number is signal.SIGINT else 0.0",
        ("shutdown-loses-nothing", "shutdown-drains-first"),
    ),
    Mutation(
        "readiness is refused at once",
        "lifecycle.py",
        "        self.phase = Phase.DRAINING\n",
        "",
        ("shutdown-drains-first",),
    ),
    Mutation(
        "an orderly end is exit code 0",
        "__main__.py",
        "return 0 if served else 1",
        "return 1",
        ("shutdown-loses-nothing", "shutdown-finishes-requests"),
    ),
    Mutation(
        "the last spans are flushed",
        "__main__.py",
        "if stop_tracing(tracer_provider, FLUSH_SECONDS):",
        "if tracer_provider:",
        ("shutdown-flushes-spans",),
    ),
    Mutation(
        "requests in flight are finished",
        "lifecycle.py",
        "    stop(at_once=False)\n",
        "    stop(at_once=True)\n",
        ("shutdown-finishes-requests",),
    ),
    Mutation(
        "five failures open the breaker, not six",
        "breaker.py",
        "failures_to_open: int = 5",
        "failures_to_open: int = 6",
        ("breaker-opens",),
    ),
    Mutation(
        "five failures open the breaker, not four",
        "breaker.py",
        "failures_to_open: int = 5",
        "failures_to_open: int = 4",
        ("breaker-opens",),
    ),
    Mutation(
        "an answer below 500 is no failure",
        "client.py",
        "if answer.status_code >= SERVER_ERROR:\n            self._breaker",
        "if answer.status_code >= 400:\n            self._breaker",
        ("breaker-opens",),
    ),
    Mutation(
        "half open, one probe at a time",
        "breaker.py",
        "            if self._probing:\n",
        "            if not self._period:\n",
        ("breaker-recovers",),
    ),
    Mutation(
        "a probe that fails opens it again",
        "breaker.py",
        "if self.state is State.HALF_OPEN or self._failures >=",
        "if self._failures >=",
        ("breaker-recovers",),
    ),
)
