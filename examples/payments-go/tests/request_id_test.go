package tests

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"service/internal/config"
)

// Whatever the status, the caller's ID comes back, once, also within a problem.
func TestRequestIDOnEveryResponse(t *testing.T) {
	h := newHarness(t, with{})
	for _, one := range []struct {
		method, path string
		status       int
	}{
		{"GET", "/orders", 200},
		{"GET", "/orders/none", 404},
		{"GET", "/nowhere", 404},
		{"GET", "//orders", 404},
		{"PATCH", "/orders", 405},
		{"POST", "/orders", 422},
		{"GET", "/livez", 200},
		{"GET", "/metrics", 200},
		{"POST", "/metrics", 405},
	} {
		t.Run(one.method+one.path, func(t *testing.T) {
			response := h.do(one.method, one.path, "", "X-Request-ID", "caller-1")
			equal(t, "status", response.StatusCode, one.status)
			if ids := response.Header.Values("X-Request-ID"); !slices.Equal(ids, []string{"caller-1"}) {
				t.Errorf("the IDs are %v", ids)
			}
			if one.status >= 400 {
				equal(t, "content type", response.Header.Get("Content-Type"), "application/problem+json")
				equal[any](t, "request_id", response.json(t)["request_id"], "caller-1")
			}
		})
	}
}

// 413, 429, 500 and 503 are answered with an ID too.
func TestRequestIDOnRefusals(t *testing.T) {
	large := newHarness(t, with{Config: func(c *config.Config) { c.MaxBodyBytes = 10 }})
	busy := newHarness(t, with{Config: func(c *config.Config) { c.RateLimitBurst, c.RateLimitPerSecond = 1, 0.001 }})
	failing := newHarness(t, with{Flags: map[string]any{"fault.error_ratio": 1}})
	slow := newHarness(t, with{
		Config: func(c *config.Config) { c.RequestTimeout = 20 * time.Millisecond },
		Flags:  map[string]any{"fault.latency_ms": 1000},
	})
	busy.get("/orders")
	for status, response := range map[int]reply{
		413: large.order("bolt", "X-Request-ID", "caller-1"),
		429: busy.get("/orders", "X-Request-ID", "caller-1"),
		500: failing.get("/orders", "X-Request-ID", "caller-1"),
		503: slow.get("/orders", "X-Request-ID", "caller-1"),
	} {
		equal(t, "status", response.StatusCode, status)
		equal(t, "ID", response.Header.Get("X-Request-ID"), "caller-1")
	}
}

// Without an ID of the caller's, every response has a new one.
func TestRequestIDIsNewForEachRequest(t *testing.T) {
	h := newHarness(t, with{})
	seen := map[string]bool{}
	for range 20 {
		seen[h.get("/orders").Header.Get("X-Request-ID")] = true
	}
	equal(t, "number of IDs", len(seen), 20)
}

// What the caller sent is what the dependency gets, on each attempt.
func TestRequestIDGoesOnToTheDependency(t *testing.T) {
	var seen []string
	h := newHarness(t, with{Dependency: func(r *http.Request) (*http.Response, error) {
		seen = append(seen, r.Header.Get("X-Request-ID"))
		return answer(503, "")
	}})
	h.order("bolt", "X-Request-ID", "caller-1")
	if !slices.Equal(seen, []string{"caller-1", "caller-1", "caller-1"}) {
		t.Errorf("the dependency got %v", seen)
	}
}
