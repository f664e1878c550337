package tests

import (
	"bytes"
	"encoding/json"
	"strings"
	"sync"
	"testing"
)

// lines returns the log lines with that field.
func (h *harness) lines(field string, value any) []map[string]any {
	h.t.Helper()
	return selectLines(decodeLines(h.t, h.log.String()), field, value)
}

// accessLines returns the lines of the access log.
func (h *harness) accessLines() []map[string]any {
	h.t.Helper()
	return accessLines(decodeLines(h.t, h.log.String()))
}

func decodeLines(t *testing.T, text string) []map[string]any {
	t.Helper()
	var found []map[string]any
	for line := range strings.Lines(text) {
		var fields map[string]any
		must(t, json.Unmarshal([]byte(line), &fields))
		found = append(found, fields)
	}
	return found
}

func selectLines(lines []map[string]any, field string, value any) []map[string]any {
	var found []map[string]any
	for _, line := range lines {
		if line[field] == value {
			found = append(found, line)
		}
	}
	return found
}

func accessLines(lines []map[string]any) []map[string]any {
	var found []map[string]any
	for _, line := range lines {
		if _, ok := line["endpoint"]; ok {
			found = append(found, line)
		}
	}
	return found
}

// buffer is written by the service while a test reads it.
type buffer struct {
	mu      sync.Mutex
	content bytes.Buffer
}

func (b *buffer) Write(content []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.content.Write(content)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.content.String()
}
