package logging_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"service/internal/logging"
)

// newLogger returns a logger and what reads its last line.
func newLogger(t *testing.T, level slog.Level, count func(string)) (*slog.Logger, func() map[string]any) {
	t.Helper()
	var out bytes.Buffer
	logger := logging.New(&out, logging.Options{Version: "1.0", Environment: "staging", Level: level, Count: count})
	return logger, func() map[string]any {
		t.Helper()
		lines := strings.Split(strings.TrimSpace(out.String()), "\n")
		var line map[string]any
		if err := json.Unmarshal([]byte(lines[len(lines)-1]), &line); err != nil {
			t.Fatal(err)
		}
		return line
	}
}

func ignore(string) {}

// What a field's name gives away as a secret is not written, however deep it stands.
func TestLoggingRedactsFields(t *testing.T) {
	for _, one := range []struct {
		attr slog.Attr
		name string
	}{
		{slog.String("authorization", "Bearer abc.def"), "authorization"},
		{slog.String("Authorization", "Basic YWJj"), "Authorization"},
		{slog.String("cookie", "session=1"), "cookie"},
		{slog.String("set-cookie", "session=1"), "set-cookie"},
		{slog.String("password", "hunter2"), "password"},
		{slog.String("db_password", "hunter2"), "db_password"},
		{slog.String("token", "abc"), "token"},
		{slog.String("access_token", "abc"), "access_token"},
		{slog.String("x-api-key", "abc"), "x-api-key"},
		{slog.String("client_secret", "abc"), "client_secret"},
		{slog.Any("headers", http.Header{"Authorization": {"Bearer abc"}}), "headers.Authorization"},
		{slog.Group("outer", slog.Group("inner", "password", "hunter2")), "outer.inner.password"},
	} {
		logger, last := newLogger(t, slog.LevelInfo, ignore)
		logger.LogAttrs(t.Context(), slog.LevelInfo, "look", one.attr)
		if got := last()[one.name]; got != logging.Redacted {
			t.Errorf("%s is %v", one.name, got)
		}
	}
}

// Credentials are taken out of running text, words that only sound like them are not.
func TestLoggingRedactsText(t *testing.T) {
	for text, want := range map[string]string{
		"sent Authorization: Bearer abc.def-1": "sent Authorization: Bearer [redacted]",
		"password=hunter2&x=1":                 "password=[redacted]&x=1",
		"Basic YWJj was sent":                  "Basic [redacted] was sent",
		`{"token": "abc"}`:                     `{"token": "[redacted]"}`,
		"at https://ann:hunter2@db.test/x":     "at https://[redacted]@db.test/x",
		"the token was refused":                "the token was refused",
		"12 tokens left":                       "12 tokens left",
		"order created":                        "order created",
	} {
		logger, last := newLogger(t, slog.LevelInfo, ignore)
		logger.Info(text, "error", errors.New(text))
		for _, field := range []string{"message", "error"} {
			if got := last()[field]; got != want {
				t.Errorf("%q is %q", text, got)
			}
		}
	}
}

// Line breaks, foreign things, impossible numbers and reserved names break nothing.
func TestLoggingStaysOneFlatLine(t *testing.T) {
	logger, last := newLogger(t, slog.LevelInfo, ignore)
	logger = logger.With("service", "other", "twice", 1).WithGroup("group").With("inner", true)
	logger.Info("a\n{\"level\":\"ERROR\"}",
		"number", math.NaN(), "thing", struct{ X int }{1}, "many", []string{"a", "b"}, "lone", "\xff",
		"took", 1500*time.Millisecond, "when", time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC),
		slog.Group("deep", slog.Any("map", map[string]any{"key": 1})), "nothing", nil)
	line := last()
	for field, want := range map[string]any{
		"level": "INFO", "message": "a\n{\"level\":\"ERROR\"}", "extra.service": "other", "version": "1.0",
		"environment": "staging", "twice": 1.0, "group.inner": true, "group.number": "NaN", "group.thing": "{X:1}",
		"group.many": "a; b", "group.lone": "\ufffd", "group.took": 1.5, "group.when": "2026-01-02T03:04:05.000Z",
		"group.deep.map.key": 1.0, "group.nothing": nil,
	} {
		if got, found := line[field]; !found || got != want {
			t.Errorf("%s is %v", field, got)
		}
	}
	if text := fmt.Sprint(line["timestamp"]); !regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$`).MatchString(text) {
		t.Errorf("the timestamp is %s", text)
	}
}

// Names that only this package sets are not taken from whoever logs; of a name said twice the last holds.
func TestLoggingReservedNames(t *testing.T) {
	logger, last := newLogger(t, slog.LevelInfo, ignore)
	logger.Info("look", "level", "FATAL", "trace_id", "x", "time", 1, "msg", "y", "twice", 1, "twice", 2)
	for field, want := range map[string]any{
		"level": "INFO", "message": "look", "extra.level": "FATAL", "extra.trace_id": "x", "extra.time": 1.0,
		"extra.msg": "y", "twice": 2.0,
	} {
		if got := last()[field]; got != want {
			t.Errorf("%s is %v", field, got)
		}
	}
	if _, found := last()["trace_id"]; found {
		t.Error("there is a trace ID outside of a trace")
	}
}

// Lines below the level are neither written nor counted; levels in between have the word below them.
func TestLoggingLevels(t *testing.T) {
	counted := map[string]int{}
	logger, last := newLogger(t, slog.LevelWarn, func(level string) { counted[level]++ })
	for _, level := range []slog.Level{slog.LevelDebug, slog.LevelInfo, slog.LevelWarn, slog.LevelError, slog.LevelError + 4} {
		logger.Log(context.Background(), level, "said")
	}
	if fmt.Sprint(counted) != "map[ERROR:2 WARN:1]" || last()["level"] != "ERROR" {
		t.Errorf("counted are %v, the last is %v", counted, last())
	}
	if word := logging.LevelWord(slog.LevelInfo + 2); word != "INFO" {
		t.Errorf("the word is %s", word)
	}
}

// An error without a stack is shown with the errors that it wraps.
func TestLoggingExceptionChain(t *testing.T) {
	logger, last := newLogger(t, slog.LevelInfo, ignore)
	logger.Error("failed", logging.Exception(fmt.Errorf("outer: %w", errors.New("inner"))))
	want := "*fmt.wrapError: outer: inner\n*errors.errorString: inner"
	if got := last()["exception.stacktrace"]; got != want {
		t.Errorf("the stack is %v", got)
	}
}
