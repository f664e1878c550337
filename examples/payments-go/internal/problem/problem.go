// Package problem holds errors as callers see them: application/problem+json (RFC 9457).
package problem

import (
	"encoding/json"
	"math"
	"net/http"
	"strconv"
	"time"

	"service/internal/contract"
	"service/internal/requestid"
)

// MediaType is the content type of every error.
const MediaType = "application/problem+json"

// Error is an expected failure of a request, and its answer.
type Error struct {
	Status     int
	Detail     string
	RetryAfter time.Duration // none when zero; rounded up to whole seconds
	Header     http.Header
	Invalid    []Invalid
	Reasons    []string
}

// Invalid is one thing that is wrong with a request. It never repeats the value: that may be a secret.
type Invalid struct {
	At     string `json:"at"`
	Reason string `json:"reason"`
}

type document struct {
	Type      string    `json:"type"`
	Title     string    `json:"title"`
	Status    int       `json:"status"`
	Detail    string    `json:"detail"`
	RequestID string    `json:"request_id"`
	Invalid   []Invalid `json:"errors,omitempty"`
	Reasons   []string  `json:"reasons,omitempty"`
}

// New returns a problem without more than a status and a sentence.
func New(status int, detail string) *Error {
	return &Error{Status: status, Detail: detail}
}

func (e *Error) Error() string {
	return title(e.Status) + ": " + e.Detail
}

// Problem returns the error itself. Errors of other packages that know their answer have this method too.
func (e *Error) Problem() *Error {
	return e
}

// Write answers r with the problem.
func (e *Error) Write(w http.ResponseWriter, r *http.Request) {
	header := w.Header()
	for name, values := range e.Header {
		header[name] = values
	}
	if e.RetryAfter > 0 {
		header.Set("Retry-After", strconv.Itoa(int(math.Ceil(e.RetryAfter.Seconds()))))
	}
	header.Set("Content-Type", MediaType)
	w.WriteHeader(e.Status)
	// A caller that is gone cannot be told; the access log has it.
	_ = json.NewEncoder(w).Encode(document{
		Type:      "about:blank",
		Title:     title(e.Status),
		Status:    e.Status,
		Detail:    e.Detail,
		RequestID: requestid.From(r.Context()),
		Invalid:   e.Invalid,
		Reasons:   e.Reasons,
	})
}

func title(status int) string {
	if status == contract.ClientAbortStatus {
		return "Client Closed Request"
	}
	return http.StatusText(status)
}
