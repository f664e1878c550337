package tests

import (
	"net/http"
	"strconv"
	"testing"
)

// Five failed attempts open the breaker: no more calls reach the dependency, and the metrics say so.
func TestCircuitBreakerOpens(t *testing.T) {
	calls := 0
	h := newHarness(t, with{Dependency: func(*http.Request) (*http.Response, error) {
		calls++
		return answer(500, "")
	}})
	var last reply
	for range 8 {
		last = h.order("bolt")
		equal(t, "status", last.StatusCode, http.StatusServiceUnavailable)
	}
	equal(t, "calls", calls, 5)
	if wait, err := strconv.Atoi(last.Header.Get("Retry-After")); err != nil || wait < 28 || wait > 30 {
		t.Errorf("Retry-After is %s", last.Header.Get("Retry-After"))
	}
	samples := h.samples()
	equal(t, "open", samples[`circuit_breaker_state{name="inventory",state="open"}`], 1)
	equal(t, "closed", samples[`circuit_breaker_state{name="inventory",state="closed"}`], 0)
	equal(t, "transitions", samples[`circuit_breaker_transitions_total{name="inventory",state="open"}`], 1)
}

// A 4xx says that the caller is wrong, not that the dependency is down.
func TestCircuitBreakerIgnoresClientErrors(t *testing.T) {
	h := newHarness(t, with{Dependency: always(418, "")})
	for range 10 {
		h.order("bolt")
	}
	equal(t, "closed", h.samples()[`circuit_breaker_state{name="inventory",state="closed"}`], 1)
}
