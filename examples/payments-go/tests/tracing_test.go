package tests

import (
	"net/http"
	"strings"
	"testing"

	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"

	"service/internal/config"
	"service/internal/contract"
)

const (
	traceID = "0af7651916cd43dd8448eb211c80319c"
	parent  = "00-" + traceID + "-b7ad6b7169203331-01"
)

func onlySpan(t *testing.T, h *harness, kind trace.SpanKind) tracetest.SpanStub {
	t.Helper()
	spans := h.spansOf(kind)
	if len(spans) != 1 {
		t.Fatalf("%d spans of kind %v", len(spans), kind)
	}
	return spans[0]
}

func assertAttributes(t *testing.T, span tracetest.SpanStub, want map[string]any) {
	t.Helper()
	got := attributesOf(span)
	for name, value := range want {
		equal(t, name, got[name], value)
	}
}

// One SERVER span a request, named by method and route, with the attributes of the stable conventions.
func TestTracingServerSpan(t *testing.T) {
	h := newHarness(t, with{})
	h.get("/orders/42?token=abc", "X-Request-ID", "caller-1")
	span := onlySpan(t, h, trace.SpanKindServer)
	equal(t, "spans", len(h.spans.GetSpans()), 1)
	equal(t, "name", span.Name, "GET /orders/{order_id}")
	equal(t, "status", span.Status.Code, codes.Unset)
	assertAttributes(t, span, map[string]any{
		"http.request.method": "GET", "http.route": "/orders/{order_id}", "http.response.status_code": int64(404),
		"url.path": "/orders/42", "url.scheme": "http", "url.query": "token=[redacted]", "request_id": "caller-1",
	})
}

// A span says which service, version and environment it comes from.
func TestTracingResource(t *testing.T) {
	h := newHarness(t, with{})
	h.get("/orders")
	got := map[string]string{}
	for _, attribute := range onlySpan(t, h, trace.SpanKindServer).Resource.Attributes() {
		got[string(attribute.Key)] = attribute.Value.AsString()
	}
	equal(t, "service.name", got["service.name"], contract.ServiceName)
	equal(t, "service.version", got["service.version"], "0.0.0")
	equal(t, "deployment.environment.name", got["deployment.environment.name"], "development")
}

// Names stay few: a path that nobody knows is not one, nor is a method.
func TestTracingUnmatched(t *testing.T) {
	for _, one := range []struct{ method, path, name string }{
		{"GET", "/wp-admin/setup.php", "GET"},
		{"PATCH", "/orders", "PATCH"},
		{"BREW", "/orders", "_OTHER"},
	} {
		h := newHarness(t, with{})
		h.do(one.method, one.path, "")
		span := onlySpan(t, h, trace.SpanKindServer)
		equal(t, "name", span.Name, one.name)
		if route, found := attributesOf(span)["http.route"]; found {
			t.Errorf("the route is %v", route)
		}
	}
}

// A panic marks the span: status, error type and the exception itself.
func TestTracingPanic(t *testing.T) {
	h := newHarness(t, with{Dependency: func(*http.Request) (*http.Response, error) { panic("oops") }})
	h.order("bolt")
	span := onlySpan(t, h, trace.SpanKindServer)
	equal(t, "status", span.Status.Code, codes.Error)
	assertAttributes(t, span, map[string]any{"http.response.status_code": int64(500), "error.type": "500"})
	if len(span.Events) != 1 || span.Events[0].Name != "exception" {
		t.Errorf("the events are %v", span.Events)
	}
}

// Also what never reaches a route is seen in traces.
func TestTracingRefusedRequest(t *testing.T) {
	h := newHarness(t, with{Config: func(c *config.Config) { c.RateLimitBurst, c.RateLimitPerSecond = 1, 0.001 }})
	h.get("/orders")
	h.get("/orders")
	assertAttributes(t, h.spansOf(trace.SpanKindServer)[1], map[string]any{"http.response.status_code": int64(429)})
}

// The trace goes from the caller's traceparent over our spans to the one the dependency gets.
func TestTracingIsContinuedToTheDependency(t *testing.T) {
	var seen string
	h := newHarness(t, with{Dependency: func(r *http.Request) (*http.Response, error) {
		seen = r.Header.Get("traceparent")
		return answer(200, inStock)
	}})
	h.order("bolt", "traceparent", parent)
	server, call := onlySpan(t, h, trace.SpanKindServer), onlySpan(t, h, trace.SpanKindClient)
	equal(t, "trace", server.SpanContext.TraceID().String(), traceID)
	equal(t, "parent", call.Parent.SpanID(), server.SpanContext.SpanID())
	equal(t, "traceparent", seen, "00-"+traceID+"-"+call.SpanContext.SpanID().String()+"-01")
}

// A CLIENT span has method, address, URL, status, and who was called.
func TestTracingClientSpan(t *testing.T) {
	h := newHarness(t, with{Dependency: always(500, "")})
	h.order("bolt")
	span := onlySpan(t, h, trace.SpanKindClient)
	equal(t, "name", span.Name, "GET")
	assertAttributes(t, span, map[string]any{
		"http.request.method": "GET", "http.response.status_code": int64(500), "server.address": "inventory.test",
		"server.port": int64(8080), "url.full": "http://inventory.test:8080/stock/bolt", "error.type": "500",
		"peer.service": "inventory",
	})
}

// What a caller sends cannot break the request: a broken traceparent begins a new trace.
func TestTracingBrokenParent(t *testing.T) {
	for _, broken := range []string{"", "nonsense", "00-00000000000000000000000000000000-0000000000000000-01"} {
		h := newHarness(t, with{})
		equal(t, "status", h.get("/orders", "traceparent", broken).StatusCode, http.StatusOK)
		equal(t, "has a parent", onlySpan(t, h, trace.SpanKindServer).Parent.IsValid(), false)
	}
}

// Over the network too, two services log the same trace and request, under spans of their own.
func TestTracingTwoServicesShareOneTrace(t *testing.T) {
	inventory := startProcess(t)
	orders := startProcess(t, "DEPENDENCIES=inventory="+inventory.url)
	inventory.waitUntilReady()
	orders.waitUntilReady()
	body := `{"sku": "bolt", "quantity": 1}`
	response := send(t, orders.url, "POST", "/orders", strings.NewReader(body), "X-Request-ID", "caller-1", "traceparent", parent)
	equal(t, "status", response.StatusCode, http.StatusCreated)
	asked, ordered := accessLines(inventory.lines())[0], accessLines(orders.lines())[0]
	equal[any](t, "endpoint", asked["endpoint"], "/stock/{sku}")
	equal[any](t, "endpoint", ordered["endpoint"], "/orders")
	for _, line := range []map[string]any{asked, ordered} {
		equal[any](t, "request_id", line["request_id"], "caller-1")
		equal[any](t, "trace_id", line["trace_id"], traceID)
	}
	if asked["span_id"] == ordered["span_id"] {
		t.Error("both have the same span")
	}
}
