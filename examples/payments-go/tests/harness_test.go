// Package tests holds the tests of the whole service, one file for each topic; tests of one package stand beside it.
package tests

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"

	"service/internal/config"
	"service/internal/logging"
	"service/internal/metrics"
	"service/internal/service"
	"service/internal/tracing"
)

const shippedFlags = "../flags/flags.json"

// dependency stands in for the network between the service and what it calls.
type dependency func(r *http.Request) (*http.Response, error)

func (d dependency) RoundTrip(r *http.Request) (*http.Response, error) {
	return d(r)
}

// with is what a test's service has beyond the defaults.
type with struct {
	Config     func(settings *config.Config)
	Flags      map[string]any
	Dependency dependency // "inventory", when there is one
}

// harness is a service within the test's own process, with its log lines, spans and metrics in reach.
type harness struct {
	t       *testing.T
	url     string
	service *service.Service
	config  config.Config
	log     *buffer
	spans   *tracetest.InMemoryExporter
}

func newHarness(t *testing.T, extra with) *harness {
	t.Helper()
	h := &harness{t: t, config: config.Default(), log: &buffer{}, spans: tracetest.NewInMemoryExporter()}
	h.config.FlagsFile = filepath.Join(t.TempDir(), "flags.json")
	writeFlags(t, h.config.FlagsFile, extra.Flags)
	if extra.Dependency != nil {
		h.config.Dependencies = []config.Dependency{{Name: "inventory", URL: "http://inventory.test:8080"}}
	}
	if extra.Config != nil {
		extra.Config(&h.config)
	}
	counted := metrics.New(h.config)
	logger := logging.New(h.log, logging.Options{
		Version:     h.config.Version,
		Environment: h.config.Environment,
		Level:       h.config.LogLevel,
		Count:       counted.CountLogMessage,
	})
	tracer, err := tracing.Start(t.Context(), h.config)
	must(t, err)
	tracer.RegisterSpanProcessor(sdktrace.NewSimpleSpanProcessor(h.spans))
	h.service, err = service.New(service.Parts{
		Config: h.config, Metrics: counted, Logger: logger, Tracer: tracer, Transport: extra.Dependency,
	})
	must(t, err)
	h.service.WarmUp(t.Context())
	server := httptest.NewUnstartedServer(h.service)
	server.Config.DisableGeneralOptionsHandler = true // as the real server has it
	server.Start()
	t.Cleanup(server.Close)
	h.url = server.URL
	return h
}

// spansOf returns the finished spans of a kind.
func (h *harness) spansOf(kind trace.SpanKind) tracetest.SpanStubs {
	var found tracetest.SpanStubs
	for _, span := range h.spans.GetSpans() {
		if span.SpanKind == kind {
			found = append(found, span)
		}
	}
	return found
}

func attributesOf(span tracetest.SpanStub) map[string]any {
	found := map[string]any{}
	for _, attribute := range span.Attributes {
		found[string(attribute.Key)] = attribute.Value.AsInterface()
	}
	return found
}

// writeFlags writes the shipped flags, some of them with another value.
func writeFlags(t *testing.T, path string, values map[string]any) {
	t.Helper()
	content, err := os.ReadFile(shippedFlags)
	must(t, err)
	var document map[string]any
	must(t, json.Unmarshal(content, &document))
	for name, value := range values {
		flag := document["flags"].(map[string]any)[name].(map[string]any)
		flag["variants"].(map[string]any)["test"] = value
		flag["defaultVariant"] = "test"
	}
	content, err = json.Marshal(document)
	must(t, err)
	must(t, os.WriteFile(path, content, 0o600))
}

// answer is a dependency's response.
func answer(status int, body string, headers ...string) (*http.Response, error) {
	header := http.Header{}
	for i := 0; i < len(headers); i += 2 {
		header.Set(headers[i], headers[i+1])
	}
	return &http.Response{StatusCode: status, Header: header, Body: io.NopCloser(strings.NewReader(body))}, nil
}

func always(status int, body string, headers ...string) dependency {
	return func(*http.Request) (*http.Response, error) { return answer(status, body, headers...) }
}

const inStock = `{"sku": "bolt", "available": true}`
