package logging

import (
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"strings"
)

// Panic is what a handler panicked with, and where.
type Panic struct {
	Value any
	Stack string
}

// NewPanic wraps a recovered value; call it where recover was called.
func NewPanic(value any) *Panic {
	return &Panic{Value: value, Stack: string(debug.Stack())}
}

func (p *Panic) Error() string {
	return fmt.Sprint(p.Value)
}

// Exception returns the fields of an error that nobody expected.
//
// A panic has a stack; any other error has the chain of errors that it wraps in its place.
func Exception(err error) slog.Attr {
	return slog.Group("exception",
		slog.String("type", TypeName(err)),
		slog.String("message", err.Error()),
		slog.String("stacktrace", stack(err)),
	)
}

// TypeName names the Go type of an error, of a panic that of its value.
func TypeName(err error) string {
	var crash *Panic
	if errors.As(err, &crash) {
		return fmt.Sprintf("%T", crash.Value)
	}
	return fmt.Sprintf("%T", err)
}

func stack(err error) string {
	var crash *Panic
	if errors.As(err, &crash) {
		return crash.Stack
	}
	var chain []string
	for ; err != nil; err = errors.Unwrap(err) {
		chain = append(chain, fmt.Sprintf("%T: %v", err, err))
	}
	return strings.Join(chain, "\n")
}
