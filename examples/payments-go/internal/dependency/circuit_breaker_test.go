package dependency

import (
	"errors"
	"net/http"
	"testing"
	"testing/synctest"
	"time"
)

type breakerStep struct {
	At     float64
	Repeat int
	Call   string
	Result string
	Begin  string
	End    string
	State  string
}

// A breaker that is driven through the steps is in the expected state after each, in the time of a bubble.
func TestCircuitBreakerFollowsTheVectors(t *testing.T) {
	var file struct {
		Vectors []struct {
			Law   string
			Steps []breakerStep
		}
	}
	readVectors(t, "circuit_breaker.json", &file)
	for _, vector := range file.Vectors {
		t.Run(vector.Law, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				driver := &driver{breaker: newBreaker("inventory", func(string) {}), begun: map[string]chan error{}}
				defer driver.endAll()
				start := time.Now()
				for _, step := range vector.Steps {
					time.Sleep(seconds(step.At) - time.Since(start))
					for range max(1, step.Repeat) {
						driver.take(t, step)
					}
					if state := stateWord(driver.breaker.circuit.State()); state != step.State {
						t.Fatalf("after %+v it is %s", step, state)
					}
				}
			})
		})
	}
}

// driver makes calls through a breaker, some of which take a while.
type driver struct {
	breaker *breaker
	begun   map[string]chan error
}

// take makes the call of a step, or ends one that began before.
func (d *driver) take(t *testing.T, step breakerStep) {
	t.Helper()
	result := map[string]error{
		"success": nil, "failure": &statusError{status: http.StatusInternalServerError}, "abandoned": errAbandoned,
	}[step.Result]
	if step.End != "" {
		d.begun[step.End] <- result
		delete(d.begun, step.End)
		synctest.Wait()
		return
	}
	ended := make(chan error, 1)
	if step.Begin == "" {
		ended <- result
	} else {
		d.begun[step.Begin] = ended
	}
	refused := make(chan bool, 1)
	go func() {
		var open *openError
		_, err := d.breaker.do(func() (*Answer, error) { return nil, <-ended })
		refused <- errors.As(err, &open)
	}()
	synctest.Wait()
	select {
	case got := <-refused:
		if want := step.Call == "rejected"; got != want {
			t.Fatalf("%+v: rejected is %t", step, got)
		}
	default:
		if step.Begin == "" {
			t.Fatalf("%+v has no end", step)
		}
	}
}

func (d *driver) endAll() {
	for _, ended := range d.begun {
		ended <- errAbandoned
	}
}

// The rest of the thirty seconds is in the error, and so in the caller's Retry-After.
func TestCircuitBreakerSaysWhenToComeBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, _ := newTestClient(func(*http.Request) (*http.Response, error) { return respond(500, nil) })
		for range failuresToOpen {
			_, _ = client.Call(t.Context(), http.MethodGet, "/")
		}
		time.Sleep(12 * time.Second)
		_, err := client.Call(t.Context(), http.MethodGet, "/")
		var failed *Error
		if !errors.As(err, &failed) || failed.RetryAfter != 18*time.Second {
			t.Errorf("the error is %#v", err)
		}
	})
}
