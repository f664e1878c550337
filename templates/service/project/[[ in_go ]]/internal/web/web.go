// Package web holds what surrounds a route: errors that are answers, layers, routing.
package web

import (
	"errors"
	"net/http"

	"service/internal/problem"
)

// Handler answers a request, or returns why it could not; then Access answers it.
type Handler func(w http.ResponseWriter, r *http.Request) error

// Layer surrounds a handler with something that every request needs.
type Layer func(next Handler) Handler

// Route is one method on one path, and the statuses that it answers with of its own accord.
type Route struct {
	Method   string
	Path     string // as net/http writes it: /orders/{order_id}
	Statuses []int
	Handle   Handler
}

// errClientGone says that the caller hung up before it had its answer.
var errClientGone = errors.New("the client is gone")

// asProblem finds an error that knows its own answer.
func asProblem(err error) *problem.Error {
	var known interface{ Problem() *problem.Error }
	if errors.As(err, &known) {
		return known.Problem()
	}
	return nil
}
