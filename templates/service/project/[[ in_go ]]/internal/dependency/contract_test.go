package dependency

import (
	"os"
	"testing"

	"go.yaml.in/yaml/v3"
)

// Attempts, pauses, statuses and thresholds are those that observability/contract.yaml promises.
func TestContractResilience(t *testing.T) {
	content, err := os.ReadFile("../../observability/contract.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var promised struct {
		Resilience struct {
			CircuitBreaker struct {
				ConsecutiveFailures int     `yaml:"consecutive_failures"`
				OpenSeconds         float64 `yaml:"open_seconds"`
				HalfOpenProbes      int     `yaml:"half_open_probes"`
			} `yaml:"circuit_breaker"`
			Retry struct {
				MaxAttempts       int      `yaml:"max_attempts"`
				BaseDelaySeconds  float64  `yaml:"base_delay_seconds"`
				MaxDelaySeconds   float64  `yaml:"max_delay_seconds"`
				RetriedStatuses   []int    `yaml:"retried_statuses"`
				IdempotentMethods []string `yaml:"idempotent_methods"`
			}
		}
	}
	if err := yaml.Unmarshal(content, &promised); err != nil {
		t.Fatal(err)
	}
	breaker, retry := promised.Resilience.CircuitBreaker, promised.Resilience.Retry
	for what, agrees := range map[string]bool{
		"consecutive_failures": breaker.ConsecutiveFailures == failuresToOpen,
		"open_seconds":         breaker.OpenSeconds == openTime.Seconds(),
		"half_open_probes":     breaker.HalfOpenProbes == halfOpenProbes,
		"max_attempts":         retry.MaxAttempts == maxAttempts,
		"base_delay_seconds":   retry.BaseDelaySeconds == basePause.Seconds(),
		"max_delay_seconds":    retry.MaxDelaySeconds == longestPause.Seconds(),
	} {
		if !agrees {
			t.Errorf("%s is another", what)
		}
	}
	retried := map[int]bool{}
	for _, status := range retry.RetriedStatuses {
		retried[status] = true
	}
	for status := 100; status < 600; status++ {
		if isRetriedStatus(status) != retried[status] {
			t.Errorf("%d is retried: %t", status, isRetriedStatus(status))
		}
	}
	idempotent := map[string]bool{}
	for _, method := range retry.IdempotentMethods {
		idempotent[method] = true
	}
	for _, method := range []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"} {
		if isIdempotent(method) != idempotent[method] {
			t.Errorf("%s is idempotent: %t", method, isIdempotent(method))
		}
	}
}
