// Package logging writes every log line of the process: one flat JSON object on one line.
package logging

import (
	"context"
	"io"
	"log/slog"
	"slices"
	"time"

	"go.opentelemetry.io/otel/trace"

	"service/internal/contract"
	"service/internal/requestid"
)

// timestampLayout is RFC 3339 in UTC with milliseconds.
const timestampLayout = "2006-01-02T15:04:05.000Z"

// Options say where lines come from, which are written, and who is told.
type Options struct {
	Version     string
	Environment string
	Level       slog.Level
	Count       func(level string) // hears the level of every line written
}

// handler flattens and redacts what is logged, adds which request it belongs to, and leaves the writing to slog.
type handler struct {
	writer slog.Handler
	count  func(level string)
	given  []slog.Attr // by Logger.With, already flat
	group  string      // by Logger.WithGroup
}

// New returns a logger that writes to w.
func New(w io.Writer, options Options) *slog.Logger {
	writer := slog.NewJSONHandler(w, &slog.HandlerOptions{Level: options.Level, ReplaceAttr: rename})
	origin := []slog.Attr{
		slog.String("service", contract.ServiceName),
		slog.String("version", options.Version),
		slog.String("environment", options.Environment),
	}
	return slog.New(&handler{writer: writer.WithAttrs(origin), count: options.Count})
}

// LevelWord returns the contract's word for a level.
func LevelWord(level slog.Level) string {
	switch {
	case level >= slog.LevelError:
		return "ERROR"
	case level >= slog.LevelWarn:
		return "WARN"
	case level >= slog.LevelInfo:
		return "INFO"
	default:
		return "DEBUG"
	}
}

func (h *handler) Enabled(ctx context.Context, level slog.Level) bool {
	return h.writer.Enabled(ctx, level)
}

func (h *handler) Handle(ctx context.Context, record slog.Record) error {
	h.count(LevelWord(record.Level))
	if record.Time.IsZero() {
		record.Time = time.Now()
	}
	line := make(fields, 0, len(h.given)+record.NumAttrs())
	line = append(line, h.given...)
	record.Attrs(func(attr slog.Attr) bool {
		line.add(h.group, attr)
		return true
	})
	flat := slog.NewRecord(record.Time, record.Level, RedactText(record.Message), 0)
	flat.AddAttrs(correlation(ctx)...)
	flat.AddAttrs(line...)
	return h.writer.Handle(ctx, flat)
}

func (h *handler) WithAttrs(attrs []slog.Attr) slog.Handler {
	with := *h
	line := fields(slices.Clone(h.given))
	for _, attr := range attrs {
		line.add(h.group, attr)
	}
	with.given = line
	return &with
}

func (h *handler) WithGroup(name string) slog.Handler {
	with := *h
	with.group = join(h.group, name)
	return &with
}

// rename gives slog's own fields the names and the form of the contract.
func rename(_ []string, attr slog.Attr) slog.Attr {
	switch attr.Key {
	case slog.TimeKey:
		return slog.String("timestamp", attr.Value.Time().UTC().Format(timestampLayout))
	case slog.LevelKey:
		level, _ := attr.Value.Any().(slog.Level)
		return slog.String("level", LevelWord(level))
	case slog.MessageKey:
		return slog.Attr{Key: "message", Value: attr.Value}
	default:
		return attr
	}
}

// correlation says which request and which span a line belongs to.
func correlation(ctx context.Context) []slog.Attr {
	var found []slog.Attr
	if id := requestid.From(ctx); id != "" {
		found = append(found, slog.String("request_id", id))
	}
	if span := trace.SpanContextFromContext(ctx); span.IsValid() {
		found = append(found,
			slog.String("trace_id", span.TraceID().String()),
			slog.String("span_id", span.SpanID().String()),
		)
	}
	return found
}
