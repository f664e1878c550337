package dependency

import (
	"context"
	"errors"
	"math"
	"net/http"
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	dto "github.com/prometheus/client_model/go"

	"service/internal/metrics"
)

type retryVector struct {
	Law      string
	Method   string
	Random   float64
	Attempts []struct {
		Status     int
		Error      string
		Seconds    float64
		RetryAfter string `json:"retry_after"`
	}
	Pauses   []float64
	Timeouts []float64
	Outcomes []string
}

// Attempts, pauses and outcomes are those of the vector, in the time of a bubble.
func TestRetryFollowsTheVectors(t *testing.T) {
	var file struct{ Vectors []retryVector }
	readVectors(t, "retry.json", &file)
	for _, vector := range file.Vectors {
		t.Run(vector.Law, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { follow(t, vector) })
		})
	}
}

func follow(t *testing.T, vector retryVector) {
	var pauses, timeouts []float64
	var ended time.Time
	number := 0
	client, counted := newTestClient(func(r *http.Request) (*http.Response, error) {
		if number > 0 {
			pauses = append(pauses, time.Since(ended).Seconds())
		}
		deadline, _ := r.Context().Deadline()
		timeouts = append(timeouts, time.Until(deadline).Seconds())
		attempt := vector.Attempts[number]
		number++
		defer func() { ended = time.Now() }()
		time.Sleep(seconds(attempt.Seconds))
		switch attempt.Error {
		case "refused":
			return nil, syscall.ECONNREFUSED
		case "timeout":
			return nil, context.DeadlineExceeded
		}
		header := http.Header{}
		if attempt.RetryAfter != "" {
			header.Set("Retry-After", attempt.RetryAfter)
		}
		return respond(attempt.Status, header)
	})
	client.chance = func() float64 { return vector.Random }
	_, _ = client.Call(t.Context(), vector.Method, "/")
	assertClose(t, "pauses", pauses, vector.Pauses)
	if vector.Timeouts != nil {
		assertClose(t, "timeouts", timeouts, vector.Timeouts)
	}
	want := map[string]float64{"success": 0, "retry": 0, "exhausted": 0}
	for _, outcome := range vector.Outcomes {
		want[outcome]++
	}
	for outcome, count := range outcomesOf(t, counted) {
		if count != want[outcome] {
			t.Errorf("%v times %s", count, outcome)
		}
	}
}

func assertClose(t *testing.T, what string, got, want []float64) {
	t.Helper()
	if !slices.EqualFunc(got, want, func(a, b float64) bool { return math.Abs(a-b) < 1e-6 }) {
		t.Errorf("the %s are %v, want %v", what, got, want)
	}
}

func outcomesOf(t *testing.T, counted *metrics.Metrics) map[string]float64 {
	t.Helper()
	families, err := counted.Registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]float64{}
	for _, family := range families {
		if family.GetName() == "retry_attempts_total" {
			for _, one := range family.GetMetric() {
				found[outcomeOf(one)] = one.GetCounter().GetValue()
			}
		}
	}
	return found
}

func outcomeOf(metric *dto.Metric) string {
	for _, label := range metric.GetLabel() {
		if label.GetName() == "outcome" {
			return label.GetValue()
		}
	}
	return ""
}

// However many attempts, a pause is not longer than the cap; chance spreads pauses over all that is below.
func TestRetryPausesAreCappedAndSpread(t *testing.T) {
	longest := &fullJitter{chance: func() float64 { return 1 }, attempt: 20}
	if pause := longest.NextBackOff(); pause != longestPause {
		t.Errorf("the pause is %v", pause)
	}
	client, _ := newTestClient(nil)
	seen := map[time.Duration]bool{}
	for range 100 {
		pause := (&fullJitter{chance: client.chance}).NextBackOff()
		if pause < 0 || pause > basePause {
			t.Errorf("the pause is %v", pause)
		}
		seen[pause] = true
	}
	if len(seen) < 90 {
		t.Errorf("there are only %d pauses", len(seen))
	}
}

// A caller that is gone ends the pause; that is neither an attempt nor the dependency's failure.
func TestRetryEndsWithItsCaller(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, counted := newTestClient(func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			return nil, r.Context().Err()
		})
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		for range failuresToOpen + 1 {
			if _, err := client.Call(ctx, http.MethodGet, "/"); !errors.Is(err, context.DeadlineExceeded) {
				t.Fatalf("the error is %v", err)
			}
		}
		for outcome, count := range outcomesOf(t, counted) {
			if count != 0 {
				t.Errorf("%v times %s", count, outcome)
			}
		}
		if state := stateWord(client.breaker.circuit.State()); state != "closed" {
			t.Errorf("the breaker is %s", state)
		}
	})
}

// Seconds and dates are understood, a date in the past is now, anything else is nothing.
func TestRetryAfterIsRead(t *testing.T) {
	now := time.Date(2026, 10, 21, 7, 28, 0, 0, time.UTC)
	for text, want := range map[string]time.Duration{
		"": 0, "7": 7 * time.Second, " 7 ": 7 * time.Second, "-7": 0, "1.5": 0, "soon": 0, "٣": 0,
		strings.Repeat("9", 20):         0,
		"Wed, 21 Oct 2026 07:28:10 GMT": 10 * time.Second,
		"Wed, 21 Oct 2026 07:27:00 GMT": 0,
	} {
		if got := parseRetryAfter(text, now); got != want {
			t.Errorf("%q is %v, want %v", text, got, want)
		}
	}
}
