package dependency

import (
	"errors"
	"net/http"
	"strconv"
	"time"

	"service/internal/problem"
)

// errAbandoned says that the caller of a call did not wait for its end: that tells nothing of the dependency.
var errAbandoned = errors.New("abandoned")

// Answer is what a dependency said.
type Answer struct {
	Status int
	Body   []byte
}

// Error says that there is no useful answer; after RetryAfter there may be one.
type Error struct {
	Name       string
	Why        string
	RetryAfter time.Duration
}

func (e *Error) Error() string {
	return e.Name + ": " + e.Why
}

// Problem tells the caller nothing of the dependency.
func (e *Error) Problem() *problem.Error {
	return &problem.Error{
		Status:     http.StatusServiceUnavailable,
		Detail:     "A dependency is not available.",
		RetryAfter: max(e.RetryAfter, time.Second),
	}
}

// statusError is an answer that is a failure.
type statusError struct {
	status     int
	retryAfter time.Duration
}

func (e *statusError) Error() string {
	return "answered " + strconv.Itoa(e.status)
}
