"""What looks like evidence and is none, and what stands against an item."""

import pytest

CALL = 'import requests\nrequests.get("http://stock")\n'
DEPLOYMENT = """
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: orders}
    spec:
      template:
        spec:
          containers:
            - name: orders
              image: acme/orders
              livenessProbe: {httpGet: {path: /livez}}
"""
READY = "              readinessProbe: {httpGet: {path: /readyz}}\n"
ALERT = """
    groups:
      - name: orders
        rules:
          - alert: ErrorsHigh
            expr: rate(http_errors_total[5m]) > 1
            labels: {severity: critical}
            annotations: {runbook_url: LINK}
"""
PAGE = "# A\n## Description\nx\n## Impact\nx\n## Diagnosis\nx\n## Mitigation\nx\n"

NOT_MET = [
    # logs
    ("logs-are-structured", {"app.py": "# structlog.processors.JSONRenderer()\n"}),
    ("logs-are-structured", {"app.py": '"""structlog\nJSONRenderer()\n"""\n'}),
    ("logs-are-structured", {"requirements.txt": "python-json-logger\n", "app.py": "x = 1\n"}),
    ("logs-are-structured", {"app.py": "import structlog\nstructlog.dev.ConsoleRenderer()\n"}),
    ("logs-are-structured", {"tests/a.py": "import structlog\nJSONRenderer()\n"}),
    ("logs-are-structured", {"vendor/a.go": "slog.NewJSONHandler(os.Stdout)\n"}),
    ("logs-are-structured", {"node_modules/x/a.js": "require('pino')\npino()\n"}),
    ("logs-are-structured", {"a.go": "log := zerolog.New(zerolog.ConsoleWriter{})\n"}),
    ("logs-are-structured", {"a.js": "app.use(express.json())\nrequire('winston')\n"}),
    ("logs-are-structured", {"README.md": "We use `slog.NewJSONHandler(os.Stdout)`.\n"}),
    ("logs-are-structured", {"a.go": "x := `\nslog.NewJSONHandler(w)\n`\n"}),
    ("logs-are-structured", {"a.go": "// Code generated. DO NOT EDIT\nslog.NewJSONHandler(w)\n"}),
    # correlation
    ("correlation-ids-are-enabled", {"a.py": 'allow_headers = [\n  "X-Request-ID",\n]\n'}),
    ("correlation-ids-are-enabled", {"a.go": '// "X-Request-ID"\n'}),
    ("correlation-ids-are-enabled", {"a.js": "const pinoHttp = require('pino-http');\n"}),
    ("correlation-ids-are-enabled", {"a.py": "from x import CorrelationIdMiddleware\n"}),
    # metrics
    ("red-metrics-are-implemented", {"a.py": 'Counter("jobs_total", "", ["status"])\n'}),
    ("red-metrics-are-implemented", {"a.py": 'Histogram("http_request_duration_seconds", "")\n'}),
    (
        "red-metrics-are-implemented",
        {"a.py": 'Histogram("http_client_request_duration_seconds", "", ["status"])\n'},
    ),
    ("red-metrics-are-implemented", {"a.py": "import prometheus_fastapi_instrumentator\n"}),
    (
        "red-metrics-are-implemented",
        {"a.js": "const promBundle = require('express-prom-bundle');\napp.use(cors());\n"},
    ),
    ("red-metrics-are-implemented", {"pom.xml": "<a>micrometer-registry-prometheus</a>\n"}),
    # probes
    ("health-checks-are-configured", {"k8s/a.yaml": DEPLOYMENT}),
    ("health-checks-are-configured", {"tests/fixtures/a.yaml": DEPLOYMENT + READY}),
    ("health-checks-are-configured", {"k8s/a.yaml": DEPLOYMENT + "#" + READY}),
    ("health-checks-are-configured", {"Dockerfile": "HEALTHCHECK CMD curl localhost\n"}),
    ("health-checks-are-configured", {"chart/templates/a.yaml": "{{ x }}\n# livenessProbe:\n"}),
    # shutdown
    ("shutdown-is-graceful", {"a.go": "signal.Notify(c, os.Interrupt)\ns.Shutdown(ctx)\n"}),
    ("shutdown-is-graceful", {"a.go": "signal.Notify(c, syscall.SIGTERM)\nos.Exit(1)\n"}),
    (
        "shutdown-is-graceful",
        {"a.go": "signal.Notify(c, syscall.SIGTERM)\ntracerProvider.Shutdown(ctx)\n"},
    ),
    ("shutdown-is-graceful", {"a.js": "process.on('SIGINT', () => server.close())\n"}),
    ("shutdown-is-graceful", {"a.js": "// process.on('SIGTERM', close)\n"}),
    # levels
    ("logs-have-levels", {"a.py": 'log.info("a")\nlog.error("b")\n'}),
    ("logs-have-levels", {"a.py": "math.log.info\nprint(1)\n"}),
    ("logs-have-levels", {"a.js": "console.info(1)\nconsole.warn(1)\nconsole.error(1)\n"}),
    ("logs-have-levels", {"a.go": 'zap.Error(err)\nlog.Info("a")\nlog.Warn("b")\n'}),
    # calls
    ("request-ids-are-propagated", {"a.py": CALL}),
    ("calls-have-a-breaker", {"a.py": CALL + "class CircuitBreaker():\n    pass\n"}),
    ("calls-have-a-breaker", {"a.py": CALL + "import pybreaker  # CircuitBreaker()\n"}),
    ("retries-back-off", {"a.py": CALL}),
    ("retries-back-off", {"a.py": CALL + "@retry(wait=wait_fixed(1))\ndef f(): ...\n"}),
    ("retries-back-off", {"a.py": CALL + "@retry(wait=wait_exponential(2))\ndef f(): ...\n"}),
    (
        "retries-back-off",
        {"a.py": CALL + "@backoff.on_exception(backoff.expo, E, jitter=None)\ndef f(): ...\n"},
    ),
    # limits
    ("requests-are-limited", {"a.py": "if answer.status_code == 429:\n    retry()\n"}),
    ("requests-are-limited", {"a.go": "case http.StatusTooManyRequests:\n"}),
    ("requests-are-limited", {"package.json": '{"dependencies": {"express-rate-limit": "8"}}'}),
    (
        "requests-are-limited",
        {"k8s/ingress.yaml": 'nginx.ingress.kubernetes.io/limit-rps: "5"\n'},
    ),
    # traces
    ("requests-are-traced", {"a.py": "from opentelemetry.sdk.trace import x\nTracerProvider()\n"}),
    ("requests-are-traced", {"requirements.txt": "opentelemetry-instrumentation-fastapi\n"}),
    # objectives
    ("objectives-are-written-down", {"README.md": "We have an SLO. SLI and SLA as well.\n"}),
    ("objectives-are-written-down", {"README.md": "SLI: errors\n\nSLO: 99.9%\n"}),
    ("objectives-are-written-down", {"CHANGELOG.md": "SLI\nSLO 99.9%\nSLA 99%\n"}),
    # alerts
    ("alerts-are-on-symptoms", {"a.yaml": ALERT.replace("http_errors_total", "node_cpu_seconds")}),
    ("alerts-are-on-symptoms", {"a.yaml": ALERT.replace("critical", "warning")}),
    ("alerts-are-on-symptoms", {"a.yaml": ALERT.replace("rate(http_errors_total[5m])", "0")}),
    ("alerts-are-on-symptoms", {"tests/a.yaml": ALERT}),
    ("alerts-are-on-symptoms", {"a.yaml": ALERT.replace("    ", "#   ")}),
    ("every-alert-links-a-runbook", {"a.yaml": ALERT.replace("LINK", "TODO")}),
    ("every-alert-links-a-runbook", {"a.yaml": ALERT.replace("LINK", '"restart it"')}),
    ("every-alert-links-a-runbook", {"a.yaml": ALERT.replace("LINK", "runbooks/Gone.md")}),
    ("every-alert-links-a-runbook", {"a.yaml": ALERT.replace("LINK", "https://example.com/a")}),
    ("every-alert-links-a-runbook", {"a.yaml": ALERT.replace("LINK", '"http://[::1/a"')}),
    ("critical-alerts-have-runbooks", {"a.yaml": ALERT.replace("LINK", "runbooks/Gone.md")}),
    ("critical-alerts-have-runbooks", {"a.yaml": ALERT.replace("critical", "info")}),
    (
        "critical-alerts-have-runbooks",
        {"a.yaml": ALERT.replace("LINK", "runbooks/A.md#gone"), "runbooks/A.md": PAGE},
    ),
    (
        "runbooks-say-what-to-do",
        {
            "a.yaml": ALERT.replace("LINK", "runbooks/A.md"),
            "runbooks/A.md": PAGE.replace("## Impact\nx\n", ""),
        },
    ),
    (
        "runbooks-say-what-to-do",
        {
            "a.yaml": ALERT.replace("LINK", "runbooks/A.md"),
            "runbooks/A.md": PAGE.replace("## Impact\nx\n", "## Impact\n"),
        },
    ),
    ("information-is-on-dashboards", {"grafana/a.json": '{"panels": []}'}),
    # deployment
    ("features-have-flags", {"a.py": 'enabled = os.getenv("FEATURE_X")\n'}),
    ("features-have-flags", {"a.py": "client.get_boolean_value('x', False)\n"}),
    ("releases-are-canaried", {"a.yaml": "kind: Deployment\nstrategy:\n  canary: true\n"}),
    (
        "releases-are-canaried",
        {"a.yaml": "kind: Rollout\nspec:\n  strategy:\n    canary: {}\n"},
    ),
    ("rollbacks-are-automatic", {"deploy.sh": "helm upgrade --atomic orders .\n"}),
    (
        "rollbacks-are-automatic",
        {"a.yaml": "kind: Rollout\nspec:\n  - analysis:\n      templateName: gone\n"},
    ),
    # incidents
    ("incidents-have-severities", {"docs/a.md": "- SEV1: critical\n- SEV2: bad\n- SEV3: meh\n"}),
    ("incidents-have-severities", {"docs/a.md": "- SEV1: 15m\n- SEV2: 30m\n"}),
    ("incidents-have-severities", {"docs/a.md": "- SEV1: 1 hour\n- SEV2: 30m\n- SEV3: 4h\n"}),
    ("incidents-are-reviewed", {"docs/postmortem.md": "# Postmortem\n## Timeline\n## Actions\n"}),
    ("incidents-are-reviewed", {"docs/a.md": "# A\n## Timeline\n## Action items\n## 5 whys\n"}),
]

MET = [
    ("logs-are-structured", {"a.py": "import structlog\nstructlog.processors.JSONRenderer()\n"}),
    ("logs-are-structured", {"a.js": "const x = /[`\"']/;\nimport pino from 'pino';\npino()\n"}),
    ("logs-are-structured", {"src/logback.xml": '<encoder class="net.LogstashEncoder"/>\n'}),
    ("correlation-ids-are-enabled", {"a.py": "app.add_middleware(CorrelationIdMiddleware)\n"}),
    ("correlation-ids-are-enabled", {"a.js": "const h = require('pino-http');\npinoHttp()\n"}),
    (
        "red-metrics-are-implemented",
        {"a.js": "const pb = require('express-prom-bundle');\napp.use(promBundle({}));\n"},
    ),
    ("correlation-ids-are-enabled", {"a.ts": "req.headers['x-correlation-id']\n"}),
    (
        "red-metrics-are-implemented",
        {"a.py": 'Histogram("http_request_duration_seconds", "", ["route", "status"])\n'},
    ),
    (
        "red-metrics-are-implemented",
        {
            "a.py": 'Histogram("request_latency_seconds", "", ["route"])\n',
            "b.py": 'Counter("requests_total", "", ["status_code"])\n',
        },
    ),
    ("health-checks-are-configured", {"k8s/a.yaml": DEPLOYMENT + READY}),
    (
        "logs-have-levels",
        {"a.go": 'log.WithError(err).Error("a")\nlogrus.Info("b")\nzap.L().Warn("c")\n'},
    ),
    (
        "health-checks-are-configured",
        {"chart/templates/a.yaml": "x: {{ y }}: z\nlivenessProbe:\n{{ z }}\nreadinessProbe:\n"},
    ),
    ("shutdown-is-graceful", {"pom.xml": "spring-boot-starter-parent</artifactId>\n<v>3.4.0</v>"}),
    ("retries-back-off", {"a.py": CALL + "@retry(wait=wait_random_exponential(1))\n"}),
    ("retries-back-off", {"a.py": CALL + "@backoff.on_exception(backoff.expo, E)\n"}),
    ("objectives-are-written-down", {"README.md": "SLI: errors\n\nSLO: 99.9%\n\nSLA: none\n"}),
    (
        "every-alert-links-a-runbook",
        {"a.yaml": ALERT.replace("LINK", "runbooks/A.md#impact"), "runbooks/A.md": PAGE},
    ),
    (
        "alerts-are-on-symptoms",
        {"a.yaml": "kind: PrometheusRule\nspec:" + ALERT.replace("\n", "\n  ")},
    ),
    ("incidents-have-severities", {"docs/a.md": "- SEV1: at once\n- SEV2: 30 min\n- SEV3: 4 h\n"}),
    (
        "incidents-are-reviewed",
        {".github/ISSUE_TEMPLATE/postmortem.md": "## Timeline\n## Five whys\n## Action items\n"},
    ),
]

UNKNOWN = [
    ("health-checks-are-configured", {"a.py": '@app.get("/readyz")\n'}),
    ("shutdown-is-graceful", {"Dockerfile": 'CMD ["gunicorn", "app:app"]\n', "a.py": "x = 1\n"}),
    ("critical-alerts-have-runbooks", {"a.yaml": ALERT.replace("LINK", "https://wiki.acme.io/a")}),
    ("runbooks-say-what-to-do", {"a.yaml": ALERT.replace("LINK", "https://wiki.acme.io/a")}),
    ("alerts-are-on-symptoms", {"a.tf": 'resource "datadog_monitor" "errors" {}\n'}),
    ("red-metrics-are-implemented", {"a.py": "FastAPIInstrumentor.instrument_app(app)\n"}),
]


@pytest.mark.parametrize(
    ("item", "files", "expected"),
    [
        *((item, files, "not-met") for item, files in NOT_MET),
        *((item, files, "met") for item, files in MET),
        *((item, files, "unknown") for item, files in UNKNOWN),
    ],
)
def test_item_is_judged_by_what_counts(item, files, expected, row):
    """And by nothing else."""
    found = row(item, files)
    assert (found.outcome, bool(found.reason)) == (expected, True)
