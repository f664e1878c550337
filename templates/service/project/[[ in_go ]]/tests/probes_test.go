package tests

import (
	"fmt"
	"net/http"
	"strconv"
	"testing"

	"service/internal/config"
	"service/internal/lifecycle"
)

// Only readiness changes in both directions; a drain must not get the process killed. The metric agrees.
func TestProbesFollowThePhase(t *testing.T) {
	for phase, want := range map[lifecycle.Phase]map[string]int{
		lifecycle.Starting: {"/livez": 200, "/readyz": 503, "/startupz": 503},
		lifecycle.Serving:  {"/livez": 200, "/readyz": 200, "/startupz": 200},
		lifecycle.Draining: {"/livez": 200, "/readyz": 503, "/startupz": 200},
	} {
		t.Run(phase.String(), func(t *testing.T) {
			h := newHarness(t, with{})
			h.service.Lifecycle.Enter(phase)
			for path, status := range want {
				response := h.get(path)
				equal(t, path, response.StatusCode, status)
				if status == http.StatusOK {
					equal(t, path, response.body, `{"status":"ok"}`)
				}
			}
			equal(t, "service_ready", h.samples()["service_ready"] == 1, want["/readyz"] == 200)
		})
	}
}

// Whoever is woken finds the reason in the probe's answer.
func TestProbesSayWhyNotReady(t *testing.T) {
	h := newHarness(t, with{})
	h.service.Lifecycle.Enter(lifecycle.Draining)
	response := h.get("/readyz")
	equal(t, "reasons", fmt.Sprint(response.json(t)["reasons"]), "[draining]")
	equal(t, "asked to leave", response.Close, true)
}

// By default a service stays ready while its dependency is down: it can still say 503.
func TestProbesIgnoreOtherDependencies(t *testing.T) {
	h := newHarness(t, with{Dependency: always(500, "")})
	h.order("bolt")
	equal(t, "status", h.get("/readyz").StatusCode, http.StatusOK)
}

// Any answer below 500 means that a critical dependency is up.
func TestProbesAskCriticalDependencies(t *testing.T) {
	critical := func(c *config.Config) { c.CriticalDependencies = []string{"inventory"} }
	for status, ready := range map[int]int{200: 200, 404: 200, 503: 503} {
		h := newHarness(t, with{Config: critical, Dependency: always(status, "")})
		response := h.get("/readyz")
		equal(t, fmt.Sprintf("readiness after %d", status), response.StatusCode, ready)
		if ready == http.StatusServiceUnavailable {
			equal(t, "reasons", fmt.Sprint(response.json(t)["reasons"]), "[inventory is down]")
		}
		equal(t, "liveness", h.get("/livez").StatusCode, http.StatusOK)
	}
}

// HEAD is answered like GET, the rest is refused.
func TestProbesAreReadOnly(t *testing.T) {
	h := newHarness(t, with{})
	for _, path := range []string{"/livez", "/readyz", "/startupz", "/metrics"} {
		equal(t, "HEAD "+path, h.do("HEAD", path, "").StatusCode, http.StatusOK)
		response := h.do("DELETE", path, "")
		equal(t, "DELETE "+path, response.StatusCode, http.StatusMethodNotAllowed)
		equal(t, "Allow", response.Header.Get("Allow"), "GET, HEAD")
	}
}

// A real process is not ready while its critical dependency does not run, and alive all the while.
func TestProbesFollowACriticalDependency(t *testing.T) {
	port := freePort(t)
	p := startProcess(t,
		fmt.Sprintf("DEPENDENCIES=inventory=http://127.0.0.1:%d", port), "CRITICAL_DEPENDENCIES=inventory")
	p.waitUntil("/startupz", http.StatusOK)
	response := send(t, p.url, "GET", "/readyz", http.NoBody)
	equal(t, "reasons", fmt.Sprint(response.json(t)["reasons"]), "[inventory is down]")
	equal(t, "liveness", send(t, p.url, "GET", "/livez", http.NoBody).StatusCode, http.StatusOK)
	startProcess(t, "PORT="+strconv.Itoa(port))
	p.waitUntilReady()
}
