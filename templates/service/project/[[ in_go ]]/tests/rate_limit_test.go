package tests

import (
	"net/http"
	"testing"

	"service/internal/config"
)

// The answer to excess is 429 with Retry-After and a problem document, and is counted.
func TestRateLimitTurnsExcessAway(t *testing.T) {
	h := newHarness(t, with{Config: func(c *config.Config) { c.RateLimitPerSecond, c.RateLimitBurst = 0.5, 2 }})
	for _, status := range []int{200, 200} {
		equal(t, "status", h.get("/orders").StatusCode, status)
	}
	last := h.get("/orders")
	equal(t, "status", last.StatusCode, http.StatusTooManyRequests)
	equal(t, "Retry-After", last.Header.Get("Retry-After"), "2")
	equal(t, "content type", last.Header.Get("Content-Type"), "application/problem+json")
	equal[any](t, "request_id", last.json(t)["request_id"], last.Header.Get("X-Request-ID"))
	samples := h.samples()
	equalMaps(t, "decisions", seriesOf(samples, "rate_limit_decisions_total"), map[string]float64{
		`decision="allowed",limiter="inbound"}`:  2,
		`decision="rejected",limiter="inbound"}`: 1,
	})
	equal(t, "counter", samples[requests("GET", "/orders", 429)], 1)
}

// An overloaded service still answers the kubelet and Prometheus.
func TestRateLimitLeavesProbesOut(t *testing.T) {
	h := newHarness(t, with{Config: func(c *config.Config) { c.RateLimitPerSecond, c.RateLimitBurst = 0.001, 1 }})
	h.get("/orders")
	equal(t, "status", h.get("/orders").StatusCode, http.StatusTooManyRequests)
	for _, path := range []string{"/livez", "/readyz", "/startupz", "/metrics"} {
		equal(t, path, h.get(path).StatusCode, http.StatusOK)
	}
}
