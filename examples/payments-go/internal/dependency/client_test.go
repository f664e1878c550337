package dependency

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"os"
	"testing"
	"time"

	"go.opentelemetry.io/otel/trace/noop"

	"service/internal/config"
	"service/internal/metrics"
)

// roundTrip stands in for the network.
type roundTrip func(r *http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) {
	return f(r)
}

func newTestClient(transport roundTrip) (*Client, *metrics.Metrics) {
	settings := config.Default()
	counted := metrics.New(settings)
	return NewClient(config.Dependency{Name: "inventory", URL: "http://inventory.test"}, Surroundings{
		Config:    settings,
		Metrics:   counted,
		Logger:    slog.New(slog.DiscardHandler),
		Tracer:    noop.NewTracerProvider(),
		Transport: transport,
	}), counted
}

func readVectors(t *testing.T, name string, into any) {
	t.Helper()
	content, err := os.ReadFile("../../tests/vectors/" + name)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(content, into); err != nil {
		t.Fatal(err)
	}
}

func seconds(number float64) time.Duration {
	return time.Duration(number * float64(time.Second))
}

func respond(status int, header http.Header) (*http.Response, error) {
	return &http.Response{StatusCode: status, Header: header, Body: io.NopCloser(http.NoBody)}, nil
}
