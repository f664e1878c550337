package tests

import (
	"net/http"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.opentelemetry.io/otel/trace"
)

// assertValid fails for every line that the schema of the repository refuses.
func assertValid(t *testing.T, lines []map[string]any) {
	t.Helper()
	schema, err := jsonschema.NewCompiler().Compile("../observability/log.schema.json")
	must(t, err)
	if len(lines) == 0 {
		t.Error("there is no line")
	}
	for _, line := range lines {
		if err := schema.Validate(line); err != nil {
			t.Errorf("%v: %v", line, err)
		}
	}
}

// The access line says what happened, correlated by all three IDs, and without the query.
func TestLoggingAccessLine(t *testing.T) {
	h := newHarness(t, with{})
	h.get("/orders/42?token=abc", "X-Request-ID", "caller-1")
	lines, spans := h.accessLines(), h.spansOf(trace.SpanKindServer)
	if len(lines) != 1 || len(spans) != 1 {
		t.Fatalf("%d lines and %d spans", len(lines), len(spans))
	}
	line := lines[0]
	assertValid(t, lines)
	for field, want := range map[string]any{
		"level": "INFO", "message": "request answered", "method": "GET", "endpoint": "/orders/{order_id}",
		"path": "/orders/42", "status": 404.0, "client_address": "127.0.0.1", "request_id": "caller-1",
		"trace_id": spans[0].SpanContext.TraceID().String(), "span_id": spans[0].SpanContext.SpanID().String(),
	} {
		equal(t, field, line[field], want)
	}
	if seconds := line["duration_seconds"].(float64); seconds <= 0 || seconds > 1 {
		t.Errorf("it took %v s", seconds)
	}
	if strings.Contains(h.log.String(), "abc") {
		t.Error("the token was logged")
	}
}

// The business line and the access line of one request share its IDs.
func TestLoggingCorrelation(t *testing.T) {
	h := newHarness(t, with{})
	h.order("bolt")
	created, access := h.lines("message", "order created")[0], h.accessLines()[0]
	equal[any](t, "sku", created["sku"], "bolt")
	for _, field := range []string{"request_id", "trace_id", "span_id"} {
		equal(t, field, created[field], access[field])
	}
}

// A panic is one ERROR line with type, message and stack; the caller sees none of it.
func TestLoggingPanic(t *testing.T) {
	h := newHarness(t, with{Dependency: func(*http.Request) (*http.Response, error) {
		panic("password=hunter2 is wrong")
	}})
	response := h.order("bolt")
	lines := h.lines("level", "ERROR")
	if len(lines) != 1 {
		t.Fatalf("%d lines", len(lines))
	}
	line := lines[0]
	assertValid(t, lines)
	equal(t, "status", response.StatusCode, http.StatusInternalServerError)
	equal(t, "content type", response.Header.Get("Content-Type"), "application/problem+json")
	equal[any](t, "status", line["status"], 500.0)
	equal[any](t, "message", line["message"], "request failed")
	equal[any](t, "exception.type", line["exception.type"], "string")
	equal[any](t, "exception.message", line["exception.message"], "password=[redacted] is wrong")
	if !strings.Contains(line["exception.stacktrace"].(string), "TestLoggingPanic") {
		t.Errorf("the stack is %v", line["exception.stacktrace"])
	}
	if strings.Contains(h.log.String()+response.body, "hunter2") {
		t.Error("the password got out")
	}
}
