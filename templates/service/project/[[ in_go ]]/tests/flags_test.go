package tests

import (
	"fmt"
	"net/http"
	"os"
	"testing"

	"service/internal/config"
)

func isExpress(t *testing.T, h *harness) any {
	t.Helper()
	return h.order("bolt").json(t)["express"]
}

// The same build behaves differently when the flag says so.
func TestFlagsReleaseWithoutDeployment(t *testing.T) {
	equal[any](t, "express", isExpress(t, newHarness(t, with{})), false)
	released := newHarness(t, with{Flags: map[string]any{"express-orders": true}})
	equal[any](t, "express", isExpress(t, released), true)
}

// Evaluations are counted by flag, variant and reason.
func TestFlagsAreCounted(t *testing.T) {
	h := newHarness(t, with{})
	h.order("bolt")
	key := `feature_flag_evaluations_total{flag="express-orders",reason="static",variant="off"}`
	equal(t, key, h.samples()[key], 1)
}

// Flags make the service fail and dawdle, as seen in its own metrics.
func TestFlagsInjectErrorsAndDelays(t *testing.T) {
	h := newHarness(t, with{Flags: map[string]any{"fault.error_ratio": 1, "fault.latency_ms": 30}})
	equal(t, "status", h.get("/orders").StatusCode, http.StatusInternalServerError)
	samples := h.samples()
	equal(t, "counter", samples[requests("GET", "/orders", 500)], 1)
	sum := samples[`http_request_duration_seconds_sum{endpoint="/orders",method="GET",status="500"}`]
	if sum < 0.03 {
		t.Errorf("it took %v s", sum)
	}
}

// A flag takes the service out of the load balancer.
func TestFlagsInjectUnreadiness(t *testing.T) {
	h := newHarness(t, with{Flags: map[string]any{"fault.not_ready": true}})
	equal(t, "reasons", fmt.Sprint(h.get("/readyz").json(t)["reasons"]), "[a fault is injected]")
}

// In production there is no fault, whatever the file says, a loud line for each, and other flags still work.
func TestFlagsFaultsAreRefusedInProduction(t *testing.T) {
	h := newHarness(t, with{
		Config: func(c *config.Config) { c.Environment = config.Production },
		Flags: map[string]any{
			"fault.error_ratio": 1, "fault.latency_ms": 30_000, "fault.not_ready": true, "express-orders": true,
		},
	})
	response := h.order("bolt")
	equal(t, "status", response.StatusCode, http.StatusCreated)
	equal[any](t, "express", response.json(t)["express"], true)
	equal(t, "readiness", h.get("/readyz").StatusCode, http.StatusOK)
	refused := h.lines("message", "fault refused in production")
	equal(t, "lines", len(refused), 3)
	equal(t, "lines", len(h.lines("level", "ERROR")), 3)
}

// A changed file is read without a restart; one that is swapped, as Kubernetes does, counts as changed.
func TestFlagsFollowTheFile(t *testing.T) {
	h := newHarness(t, with{})
	equal[any](t, "before", isExpress(t, h), false)
	writeFlags(t, h.config.FlagsFile, map[string]any{"express-orders": true})
	h.service.Flags.Refresh()
	equal[any](t, "after", isExpress(t, h), true)
	writeFlags(t, h.config.FlagsFile+".new", nil)
	must(t, os.Rename(h.config.FlagsFile+".new", h.config.FlagsFile))
	h.service.Flags.Refresh()
	equal[any](t, "swapped", isExpress(t, h), false)
}

// A number is counted each time, and follows the file.
func TestFlagsNumberIsCountedEachTime(t *testing.T) {
	h := newHarness(t, with{})
	for range 3 {
		equal(t, "before", h.service.Flags.Number(t.Context(), "fault.latency_ms"), 0)
	}
	writeFlags(t, h.config.FlagsFile, map[string]any{"fault.latency_ms": 20})
	h.service.Flags.Refresh()
	for range 2 {
		equal(t, "after", h.service.Flags.Number(t.Context(), "fault.latency_ms"), 20)
	}
	for variant, count := range map[string]float64{"none": 3, "test": 2} {
		key := fmt.Sprintf(`feature_flag_evaluations_total{flag="fault.latency_ms",reason="static",variant="%s"}`, variant)
		equal(t, key, h.samples()[key], count)
	}
}

// After a broken change the flags stay as they were, and the log says why, once.
func TestFlagsBrokenChangeIsRefused(t *testing.T) {
	for _, content := range []string{"{", "[]", `{"flags": 1}`, `{"flags": {"broken": {}}}`, "\xff", "gone"} {
		h := newHarness(t, with{Flags: map[string]any{"express-orders": true}})
		if content == "gone" {
			must(t, os.Remove(h.config.FlagsFile))
		} else {
			must(t, os.WriteFile(h.config.FlagsFile, []byte(content), 0o600))
		}
		h.service.Flags.Refresh()
		h.service.Flags.Refresh()
		equal[any](t, "express", isExpress(t, h), true)
		equal(t, "lines", len(h.lines("level", "ERROR")), 1)
		assertValid(t, h.lines("level", "ERROR"))
	}
}

// Code that asks for what is not there goes on with the neutral value, and is counted.
func TestFlagsMissingOrMistypedAreNeutral(t *testing.T) {
	h := newHarness(t, with{})
	equal(t, "missing", h.service.Flags.IsOn(t.Context(), "not-there"), false)
	equal(t, "mistyped", h.service.Flags.Number(t.Context(), "express-orders"), 0)
	key := `feature_flag_evaluations_total{flag="not-there",reason="error",variant="_default"}`
	equal(t, key, h.samples()[key], 1)
}
