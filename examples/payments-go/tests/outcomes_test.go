package tests

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"go.opentelemetry.io/otel/trace"

	"service/internal/config"
)

// What the router of the standard library would answer by itself is counted as well.
func TestMetricsOddTargetsAreCounted(t *testing.T) {
	h := newHarness(t, with{})
	for _, target := range []string{"//orders", "/orders/../orders", "/./orders", "*"} {
		connection, err := net.Dial("tcp", strings.TrimPrefix(h.url, "http://"))
		must(t, err)
		_, err = fmt.Fprintf(connection, "OPTIONS %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", target)
		must(t, err)
		response, err := http.ReadResponse(bufio.NewReader(connection), nil)
		must(t, err)
		equal(t, target, response.StatusCode, http.StatusNotFound)
		_ = connection.Close()
	}
	equal(t, "counter", h.samples()[requests("OPTIONS", "_unmatched", 404)], 4)
}

// A bug is a failed request, with the route's own label.
func TestMetricsPanicCountsAs500(t *testing.T) {
	h := newHarness(t, with{Dependency: func(*http.Request) (*http.Response, error) { panic("oops") }})
	equal(t, "status", h.order("bolt").StatusCode, http.StatusInternalServerError)
	samples := h.samples()
	equal(t, "counter", samples[requests("POST", "/orders", 500)], 1)
	equal(t, "in flight", samples["http_requests_in_flight"], 0)
}

// A caller that hangs up is not our failure; its work is cancelled.
func TestMetricsClientAbortCountsAs499(t *testing.T) {
	h := newHarness(t, with{Flags: map[string]any{"fault.latency_ms": 30_000}})
	for name, sent := range map[string]string{
		"GET":  "GET /orders HTTP/1.1\r\nHost: x\r\n\r\n",
		"POST": "POST /orders HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{\"sku\"",
	} {
		connection, err := net.Dial("tcp", strings.TrimPrefix(h.url, "http://"))
		must(t, err)
		_, err = connection.Write([]byte(sent))
		must(t, err)
		time.Sleep(50 * time.Millisecond)
		must(t, connection.Close())
		eventually(t, "499 of "+name, func() bool { return h.samples()[requests(name, "/orders", 499)] == 1 })
	}
	equal[any](t, "logged status", h.accessLines()[0]["status"], 499.0)
	equal[any](t, "span", attributesOf(h.spansOf(trace.SpanKindServer)[0])["http.response.status_code"], int64(499))
}

// Too large is too large, whether the length was announced or not.
func TestMetricsLargeBodyCountsAs413(t *testing.T) {
	h := newHarness(t, with{Config: func(c *config.Config) { c.MaxBodyBytes = 100 }})
	body := strings.Repeat("x", 101)
	equal(t, "announced", h.do("POST", "/orders", body).StatusCode, http.StatusRequestEntityTooLarge)
	streamed := io.MultiReader(strings.NewReader(body))
	equal(t, "streamed", send(t, h.url, "POST", "/orders", streamed).StatusCode, http.StatusRequestEntityTooLarge)
	equal(t, "counter", h.samples()[requests("POST", "/orders", 413)], 2)
}

// A request that takes too long is answered in time, also when it is the caller who dawdles.
func TestMetricsTimeoutCountsAs503(t *testing.T) {
	h := newHarness(t, with{
		Config: func(c *config.Config) { c.RequestTimeout = 50 * time.Millisecond },
		Flags:  map[string]any{"fault.latency_ms": 30_000},
	})
	response := h.get("/orders")
	equal(t, "status", response.StatusCode, http.StatusServiceUnavailable)
	equal(t, "Retry-After", response.Header.Get("Retry-After"), "1")
	body, writer := io.Pipe()
	defer writer.Close()
	dawdled := send(t, h.url, "POST", "/orders", body)
	equal(t, "status", dawdled.StatusCode, http.StatusServiceUnavailable)
	samples := h.samples()
	equal(t, "counter", samples[requests("GET", "/orders", 503)], 1)
	equal(t, "counter", samples[requests("POST", "/orders", 503)], 1)
}
