package tests

import (
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"
)

// client talks to this machine, whatever proxy the environment names.
var client = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 100}, Timeout: 20 * time.Second}

// reply is a response, read to its end.
type reply struct {
	*http.Response
	body string
}

func (r reply) json(t *testing.T) map[string]any {
	t.Helper()
	var document map[string]any
	must(t, json.Unmarshal([]byte(r.body), &document))
	return document
}

// do sends a request; headers are name, value, name, value.
func (h *harness) do(method, path, body string, headers ...string) reply {
	h.t.Helper()
	return send(h.t, h.url, method, path, strings.NewReader(body), headers...)
}

func (h *harness) get(path string, headers ...string) reply {
	h.t.Helper()
	return h.do(http.MethodGet, path, "", headers...)
}

func (h *harness) order(sku string, headers ...string) reply {
	h.t.Helper()
	return h.do(http.MethodPost, "/orders", `{"sku": "`+sku+`", "quantity": 2}`, headers...)
}

func send(t *testing.T, url, method, path string, body io.Reader, headers ...string) reply {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, url+path, body)
	must(t, err)
	request.Header.Set("Content-Type", "application/json")
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	response, err := client.Do(request)
	must(t, err)
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	must(t, err)
	return reply{response, string(content)}
}

// samples scrapes the text format: `name{label="value",...}` with its value.
func (h *harness) samples() map[string]float64 {
	h.t.Helper()
	return parseSamples(h.t, h.get("/metrics").body)
}

func parseSamples(t *testing.T, text string) map[string]float64 {
	t.Helper()
	found := map[string]float64{}
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); strings.HasPrefix(line, "#") || line == "" {
			continue
		}
		at := strings.LastIndexByte(line, ' ')
		value, err := strconv.ParseFloat(line[at+1:], 64)
		must(t, err)
		found[line[:at]] = value
	}
	return found
}

// seriesOf keeps the samples of one name, without it.
func seriesOf(samples map[string]float64, name string) map[string]float64 {
	found := map[string]float64{}
	for key, value := range samples {
		if rest, ok := strings.CutPrefix(key, name+"{"); ok {
			found[rest] = value
		}
	}
	return found
}
