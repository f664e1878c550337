"""The same for the service in TypeScript: what is most its own."""

from mutations import Mutation

MUTATIONS = (
    Mutation(
        "the whole request ID is matched",
        "request_id.ts",
        "{1,128}$/",
        "{1,128}/",
        ("request-ids-are-safe", "logs-follow-schema"),
    ),
    Mutation(
        "calls carry the request ID",
        "client.ts",
        "requestId ? {",
        "requestId === '-' ? {",
        ("request-ids-go-on",),
    ),
    Mutation(
        "calls hand on the span that they are",
        "tracing.ts",
        "propagator.inject(trace.setSpan(context.active(), span),",
        "propagator.inject(context.active(),",
        ("traces-go-on",),
    ),
    Mutation(
        "a metric is called as in the contract",
        "metrics.ts",
        "'http_requests_in_flight'",
        "'http_requests_inflight'",
        ("metrics-follow-contract",),
    ),
    Mutation(
        "counter and histogram are observed together",
        "metrics.ts",
        "this.#requestDuration.observe({ labels,",
        "this.#requestDuration.observe({ labels: { ...labels, status: '200' },",
        ("counters-equal-counts",),
    ),
    Mutation(
        "liveness does not follow the dependency",
        "probes.ts",
        "'/livez',\n      (_, response) => {\n",
        "'/livez',\n      async (_, response) => {\n"
        "        if ((await reasons()).length > 0) throw new ProblemError(503, 'Not alive.');\n",
        ("readiness-follows-dependencies", "shutdown-drains-first"),
    ),
    Mutation(
        "the service drains before it ends",
        "main.ts",
        "signal === 'SIGTERM' ?",
        "signal === 'SIGINT' ?",
        ("shutdown-loses-nothing", "shutdown-drains-first"),
    ),
    Mutation(
        "the last spans are flushed",
        "main.ts",
        "if (await tracing.stop(FLUSH_SECONDS)) {",
        "if (tracing instanceof Tracing) {",
        ("shutdown-flushes-spans",),
    ),
    Mutation(
        "half open, one probe at a time",
        "breaker.ts",
        "if (this.#probing) throw",
        "if (this.#probing && this.#period < 0) throw",
        ("breaker-recovers",),
    ),
    Mutation(
        "pauses have jitter",
        "retry.ts",
        "return policy.random() * Math.min",
        "return Math.min",
        ("retries-are-spread",),
    ),
    Mutation(
        "Retry-After lengthens the pause",
        "retry.ts",
        "Math.max(backoffSeconds(policy, number), result.retryAfterSeconds ?? 0)",
        "backoffSeconds(policy, number)",
        ("retries-wait-as-told",),
    ),
    Mutation(
        "who is turned away is told when to come back",
        "rate_limit.ts",
        "{ retryAfterSeconds: waitSeconds }",
        "{}",
        ("rate-limit-turns-away", "errors-are-problems"),
    ),
    Mutation(
        "secrets are redacted in spans",
        "tracing.ts",
        "redactText(query)",
        "query",
        ("secrets-are-redacted",),
    ),
    Mutation(
        "flags are counted by their reason",
        "flags.ts",
        "variant, reason: reason.toLowerCase() }",
        "variant, reason }",
        ("flags-follow-file",),
    ),
)
