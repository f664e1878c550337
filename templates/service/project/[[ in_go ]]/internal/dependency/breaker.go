package dependency

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"github.com/sony/gobreaker/v2"
)

const (
	failuresToOpen = 5 // in a row
	openTime       = 30 * time.Second
	halfOpenProbes = 1
)

// openError says that a call was not made, and when a later one may be.
type openError struct {
	name       string
	retryAfter time.Duration
}

func (e *openError) Error() string {
	return fmt.Sprintf("the circuit breaker of %s is open", e.name)
}

// breaker leaves alone for a while what fails again and again.
type breaker struct {
	name     string
	circuit  *gobreaker.CircuitBreaker[*Answer]
	openedAt atomic.Pointer[time.Time]
}

// newBreaker returns a closed breaker; changed hears each new state, in the words of the contract.
func newBreaker(name string, changed func(state string)) *breaker {
	b := &breaker{name: name}
	b.circuit = gobreaker.NewCircuitBreaker[*Answer](gobreaker.Settings{
		Name:        name,
		MaxRequests: halfOpenProbes,
		Timeout:     openTime - 1, // up to and including which it stays open: the call after thirty seconds is let through
		ReadyToTrip: func(counts gobreaker.Counts) bool { return counts.ConsecutiveFailures >= failuresToOpen },
		IsExcluded:  func(err error) bool { return errors.Is(err, errAbandoned) },
		IsSuccessful: func(err error) bool {
			var failed *statusError
			return err == nil || errors.As(err, &failed) && failed.status < http.StatusInternalServerError
		},
		OnStateChange: func(_ string, _, state gobreaker.State) {
			if state == gobreaker.StateOpen {
				now := time.Now()
				b.openedAt.Store(&now)
			}
			changed(stateWord(state))
		},
	})
	return b
}

// do makes a call, or returns an *openError without making it.
func (b *breaker) do(call func() (*Answer, error)) (*Answer, error) {
	answer, err := b.circuit.Execute(call)
	switch {
	case errors.Is(err, gobreaker.ErrOpenState):
		return nil, &openError{b.name, openTime - time.Since(*b.openedAt.Load())}
	case errors.Is(err, gobreaker.ErrTooManyRequests):
		return nil, &openError{b.name, time.Second}
	default:
		return answer, err
	}
}

func stateWord(state gobreaker.State) string {
	return strings.ReplaceAll(state.String(), "-", "_")
}
