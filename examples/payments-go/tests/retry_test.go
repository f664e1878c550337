package tests

import (
	"net/http"
	"syscall"
	"testing"
)

// A dependency that fails once costs the caller nothing but time.
func TestRetrySucceedsAndIsCounted(t *testing.T) {
	statuses := []int{503, 200}
	h := newHarness(t, with{Dependency: func(*http.Request) (*http.Response, error) {
		status := statuses[0]
		statuses = statuses[1:]
		return answer(status, inStock)
	}})
	equal(t, "status", h.order("bolt").StatusCode, http.StatusCreated)
	samples := h.samples()
	equalMaps(t, "attempts", seriesOf(samples, "retry_attempts_total"), map[string]float64{
		`name="inventory",outcome="success"}`:   1,
		`name="inventory",outcome="retry"}`:     1,
		`name="inventory",outcome="exhausted"}`: 0,
	})
	for _, status := range []string{"200", "503"} {
		key := `http_client_request_duration_seconds_count{method="GET",peer="inventory",status="` + status + `"}`
		equal(t, key, samples[key], 1)
	}
}

// Three attempts without an answer end in a 503 that asks to come back.
func TestRetryOfRefusedConnections(t *testing.T) {
	h := newHarness(t, with{Dependency: func(*http.Request) (*http.Response, error) {
		return nil, syscall.ECONNREFUSED
	}})
	response := h.order("bolt")
	equal(t, "status", response.StatusCode, http.StatusServiceUnavailable)
	equal(t, "Retry-After", response.Header.Get("Retry-After"), "1")
	key := `http_client_request_duration_seconds_count{method="GET",peer="inventory",status="_error"}`
	equal(t, key, h.samples()[key], 3)
	warnings := h.lines("peer", "inventory")
	equal(t, "lines", len(warnings), 3)
	for _, line := range warnings {
		equal[any](t, "level", line["level"], "WARN")
	}
}
