"""Services that never heard of us, as people write them, each with its verdicts."""

FLASK = {
    "requirements.txt": """
        flask==3.0
        structlog==24.1
        requests==2.32
    """,
    "app.py": '''
        """Orders. Logs are structured JSON by structlog, see import structlog below."""
        import requests
        from flask import Flask

        app = Flask(__name__)


        @app.get("/healthz")
        def healthz():
            return "ok"


        @app.post("/orders")
        def order():
            print("order came in")
            return requests.get("http://stock/items").text


        if __name__ == "__main__":
            app.run(port=8080)
    ''',
}
CHI = {
    "go.mod": "module acme/payments\n",
    "main.go": """
        package main

        import (
            "context"
            "log/slog"
            "net/http"
            "os"
            "os/signal"
            "syscall"

            "github.com/go-chi/chi/v5"
            "github.com/go-chi/chi/v5/middleware"
            "github.com/go-chi/httprate"
            "github.com/prometheus/client_golang/prometheus/promhttp"
        )

        func main() {
            logger := slog.New(slog.NewJSONHandler(os.Stdout, nil))
            router := chi.NewRouter()
            router.Use(middleware.RequestID)
            router.Use(httprate.LimitByIP(100, 1))
            router.Handle("/", promhttp.InstrumentHandlerDuration(duration, orders))
            server := &http.Server{Addr: ":8080", Handler: router}
            ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
            defer stop()
            logger.Info("started")
            logger.Warn("no cache")
            <-ctx.Done()
            if err := server.Shutdown(context.Background()); err != nil {
                logger.Error("shutdown", "error", err)
            }
        }
    """,
    "deploy/deployment.yaml": """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: payments
        spec:
          template:
            spec:
              containers:
                - name: payments
                  image: acme/payments:1
                  livenessProbe:
                    httpGet: {path: /livez, port: 8080}
                  readinessProbe:
                    httpGet: {path: /readyz, port: 8080}
    """,
    "deploy/redis.yaml": """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: redis
        spec:
          template:
            spec:
              containers:
                - name: redis
                  image: docker.io/library/redis:7@sha256:0
    """,
    "alerts/payments.yaml": """
        groups:
          - name: payments
            rules:
              - alert: ErrorsHigh
                expr: sum(rate(http_requests_total{status=~"5.."}[5m])) > 1
                labels:
                  severity: critical
                annotations:
                  summary: "{{ $value }} errors"
                  runbook_url: https://github.com/acme/payments/blob/main/runbooks/ErrorsHigh.md
    """,
    "runbooks/ErrorsHigh.md": """
        # ErrorsHigh

        ## Meaning
        Requests fail.

        ## Impact
        Nobody can pay.

        ## Investigation
        Look at the log.

        ## Resolution
        Roll back.
    """,
}
EXPRESS = {
    "package.json": """
        {"dependencies": {"express": "5", "express-rate-limit": "8", "opossum": "9"}}
    """,
    "src/server.js": """
        const express = require('express');
        const morgan = require('morgan');
        const CircuitBreaker = require('opossum');
        // const rateLimit = require('express-rate-limit'); app.use(rateLimit({}))
        const app = express();
        app.use(morgan('combined'));
        const stock = new CircuitBreaker(() => fetch('http://stock/items'));
        const server = app.listen(8080);
        process.on('SIGTERM', () => server.close());
    """,
    "docker-compose.yml": """
        services:
          web:
            build: .
    """,
}
SPRING = {
    "pom.xml": """
        <project>
          <parent>
            <artifactId>spring-boot-starter-parent</artifactId>
            <version>3.2.1</version>
          </parent>
          <dependencies>
            <dependency><artifactId>spring-boot-starter-actuator</artifactId></dependency>
            <dependency><artifactId>micrometer-registry-prometheus</artifactId></dependency>
            <!-- <artifactId>micrometer-tracing-bridge-otel</artifactId> -->
          </dependencies>
        </project>
    """,
    "src/main/resources/application.yml": """
        server:
          shutdown: graceful
        logging:
          structured:
            format:
              console: ecs
    """,
    "src/main/java/com/samples/demo/Orders.java": """
        package com.samples.demo;

        class Orders {
            private static final Logger log = LoggerFactory.getLogger(Orders.class);

            @CircuitBreaker(name = "stock")
            String stock(RestTemplateBuilder builder) {
                log.info("asked");
                log.warn("slow");
                log.error("failed");
                return "";
            }
        }
    """,
}


def outcomes(card) -> dict[str, str]:
    """What is not plainly not met."""
    return {row.item: row.outcome.value for row in card.rows if row.outcome != "not-met"}


def test_flask_service_with_prints_meets_nothing(score):
    """Listed libraries, words in a docstring and a route that nobody asks are no evidence."""
    card = score(FLASK)
    assert outcomes(card) == {"health-checks-are-configured": "unknown"}
    logs = card.rows[0]
    assert [(one.path, one.line, one.text) for one in logs.evidence] == [
        ("app.py", 15, 'print("order came in")')
    ]


def test_chi_service_meets_what_its_lines_show(score):
    """A database beside it needs no probe, and who calls nobody needs no breaker."""
    card = score(CHI)
    assert outcomes(card) == {
        "logs-are-structured": "met",
        "correlation-ids-are-enabled": "met",
        "red-metrics-are-implemented": "met",
        "health-checks-are-configured": "met",
        "shutdown-is-graceful": "met",
        "critical-alerts-have-runbooks": "met",
        "logs-have-levels": "met",
        "request-ids-are-propagated": "not-applicable",
        "alerts-are-on-symptoms": "met",
        "every-alert-links-a-runbook": "met",
        "runbooks-say-what-to-do": "met",
        "calls-have-a-breaker": "not-applicable",
        "retries-back-off": "not-applicable",
        "requests-are-limited": "met",
    }
    assert (card.level, card.next_level) == ("bronze", "silver")


def test_express_service_meets_what_is_not_commented_out(score):
    """A limiter in a comment limits nobody."""
    card = score(EXPRESS)
    assert outcomes(card) == {"shutdown-is-graceful": "met", "calls-have-a-breaker": "met"}


def test_spring_service_is_judged_by_its_settings(score):
    """Folders of packages are no samples; a dependency in a comment is none."""
    assert outcomes(score(SPRING)) == {
        "logs-are-structured": "met",
        "red-metrics-are-implemented": "met",
        "shutdown-is-graceful": "met",
        "logs-have-levels": "met",
        "calls-have-a-breaker": "met",
    }


def test_language_that_is_not_read_leaves_code_unknown(score):
    """Nothing is said against a service that could not be looked at."""
    card = score({"app.rb": "puts 1\n", "Gemfile": "gem 'sinatra'\n"})
    unknown = {row.item for row in card.rows if row.outcome == "unknown"}
    assert {"logs-are-structured", "shutdown-is-graceful", "requests-are-traced"} <= unknown
    assert "Ruby is not read here" in card.rows[0].reason
    assert card.level is None
