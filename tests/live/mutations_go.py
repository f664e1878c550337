"""The same for the service in Go: what is most its own."""

from mutations import Mutation

MUTATIONS = (
    Mutation(
        "the whole request ID is matched",
        "requestid/requestid.go",
        "if !safe(offered[i]) {",
        "if i == 0 && !safe(offered[i]) {",
        ("request-ids-are-safe", "logs-follow-schema"),
    ),
    Mutation(
        "calls carry the request ID",
        "dependency/client.go",
        'id != ""',
        'id == "-"',
        ("request-ids-go-on",),
    ),
    Mutation(
        "calls hand the trace on",
        "tracing/tracing.go",
        "otelhttp.NewTransport(base,\n"
        "\t\totelhttp.WithTracerProvider(provider),\n"
        "\t\totelhttp.WithPropagators(propagation.TraceContext{}),",
        "otelhttp.NewTransport(base,\n"
        "\t\totelhttp.WithTracerProvider(provider),\n"
        "\t\totelhttp.WithPropagators(propagation.Baggage{}),",
        ("traces-go-on",),
    ),
    Mutation(
        "a label is called as in the contract",
        "metrics/metrics.go",
        '"peer", "method", "status"',
        '"peer", "method", "code"',
        ("metrics-follow-contract",),
    ),
    Mutation(
        "the status label is the status that was sent",
        "metrics/observe.go",
        "strconv.Itoa(status), exemplarFrom",
        "strconv.Itoa(status+1), exemplarFrom",
        (
            "requests-are-counted",
            "series-are-bounded",
            "failures-count-as-500",
            "aborts-count-as-499",
        ),
    ),
    Mutation(
        "liveness does not follow the dependency",
        "probes/probes.go",
        '"/livez":    http.HandlerFunc(ok),',
        '"/livez":    http.HandlerFunc(p.ready),',
        ("readiness-follows-dependencies", "shutdown-drains-first"),
    ),
    Mutation(
        "the service drains before it ends",
        "service/server.go",
        "if received != syscall.SIGTERM {",
        "if received == syscall.SIGTERM {",
        ("shutdown-loses-nothing", "shutdown-drains-first"),
    ),
    Mutation(
        "the last spans are flushed",
        "tracing/tracing.go",
        "errors.Join(provider.ForceFlush(ctx), provider.Shutdown(ctx))",
        "errors.Join(nil, nil)",
        ("shutdown-flushes-spans",),
    ),
    Mutation(
        "five failures open the breaker, not six",
        "dependency/breaker.go",
        "failuresToOpen = 5",
        "failuresToOpen = 6",
        ("breaker-opens",),
    ),
    Mutation(
        "pauses have jitter",
        "dependency/retry.go",
        "j.chance()*bound",
        "bound",
        ("retries-are-spread",),
    ),
    Mutation(
        "Retry-After lengthens the pause",
        "dependency/retry.go",
        "bound), j.atLeast)",
        "bound), 0)",
        ("retries-wait-as-told",),
    ),
    Mutation(
        "who is turned away is told when to come back",
        "web/rate_limit.go",
        "RetryAfter: wait,",
        "RetryAfter: 0,",
        ("rate-limit-turns-away", "errors-are-problems"),
    ),
    Mutation(
        "secrets are redacted in spans",
        "tracing/tracing.go",
        "logging.RedactText(query)",
        "query",
        ("secrets-are-redacted",),
    ),
    Mutation(
        "flags are counted by their reason",
        "flags/flags.go",
        "contract.DefaultVariant), reason)",
        'contract.DefaultVariant), reason+"s")',
        ("flags-follow-file",),
    ),
)
