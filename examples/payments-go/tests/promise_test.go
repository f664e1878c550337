package tests

import (
	"os"
	"testing"

	"go.yaml.in/yaml/v3"
)

type metric struct {
	Name   string
	Type   string
	Help   string
	Labels []string
	Values map[string][]string
}

// promised is what observability/contract.yaml says, as far as it is compared with the code here.
type promised struct {
	Service struct {
		Name string
		Port int
	}
	Endpoints map[string]string
	HTTP      struct {
		Routes []struct {
			Method, Endpoint string
			Statuses         []int
		}
		UnmatchedEndpoint string `yaml:"unmatched_endpoint"`
		OtherMethod       string `yaml:"other_method"`
		Methods           []string
		ClientAbortStatus int `yaml:"client_abort_status"`
	}
	DurationBuckets []float64 `yaml:"duration_buckets"`
	Metrics         []metric
	RuntimeMetrics  []metric `yaml:"runtime_metrics"`
	Logs            struct {
		Fields    map[string][]string
		Redaction string
	}
	Traces struct {
		Resource   []string
		ServerSpan struct {
			Required      []string
			OnServerError []string `yaml:"on_server_error"`
		} `yaml:"server_span"`
		ClientSpan struct {
			Required   []string
			WithAnswer []string `yaml:"with_answer"`
			OnError    []string `yaml:"on_error"`
		} `yaml:"client_span"`
	}
	Shutdown struct {
		DrainDelaySeconds float64 `yaml:"drain_delay_seconds"`
		TimeoutSeconds    float64 `yaml:"timeout_seconds"`
	}
	Resilience struct {
		Retry struct {
			AttemptTimeoutSeconds float64 `yaml:"attempt_timeout_seconds"`
			DeadlineSeconds       float64 `yaml:"deadline_seconds"`
		}
		RateLimit struct {
			RequestsPerSecond float64 `yaml:"requests_per_second"`
			Burst             int
		} `yaml:"rate_limit"`
	}
	SLOs []struct {
		Name             string
		ThresholdSeconds float64 `yaml:"threshold_seconds"`
	}
}

func readContract(t *testing.T) promised {
	t.Helper()
	content, err := os.ReadFile("../observability/contract.yaml")
	must(t, err)
	var found promised
	must(t, yaml.Unmarshal(content, &found))
	return found
}
