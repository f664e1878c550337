package tests

import (
	"net"
	"net/http"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

func slowFlags(t *testing.T, milliseconds int) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "flags.json")
	writeFlags(t, path, map[string]any{"fault.latency_ms": milliseconds})
	return "FLAGS_FILE=" + path
}

// Callers that leave when the probe says so have had an answer to everything they sent.
func TestShutdownUnderLoadLosesNoRequest(t *testing.T) {
	p := startProcess(t, "DRAIN_DELAY_SECONDS=1", "RATE_LIMIT_PER_SECOND=100000", "LOG_LEVEL=WARN")
	p.waitUntilReady()
	leaving := make(chan struct{})
	statuses := make(chan int, 1_000_000)
	var callers sync.WaitGroup
	for range 10 {
		callers.Go(func() {
			for {
				select {
				case <-leaving:
					return
				default:
					statuses <- postOrder(t, p.url)
				}
			}
		})
	}
	time.Sleep(500 * time.Millisecond)
	p.terminate()
	p.waitUntil("/readyz", http.StatusServiceUnavailable)
	time.Sleep(300 * time.Millisecond)
	close(leaving)
	callers.Wait()
	close(statuses)
	equal(t, "exit code", p.exitCode(), 0)
	count := 0
	for status := range statuses {
		count++
		if status != http.StatusCreated && status != http.StatusTooManyRequests {
			t.Fatalf("request %d ended with %d", count, status)
		}
	}
	if count < 20 {
		t.Errorf("only %d requests were sent", count)
	}
}

// postOrder returns the status, 0 when there was no answer.
func postOrder(t *testing.T, url string) int {
	response, err := client.Post(url+"/orders", "application/json", strings.NewReader(`{"sku": "bolt", "quantity": 1}`))
	if err != nil {
		t.Error(err)
		return 0
	}
	_ = response.Body.Close()
	return response.StatusCode
}

// A request that takes five seconds is answered, although SIGTERM came at its beginning.
func TestShutdownFinishesRequestsInFlight(t *testing.T) {
	p := startProcess(t, "DRAIN_DELAY_SECONDS=0", slowFlags(t, 5000))
	p.waitUntilReady()
	began := time.Now()
	time.AfterFunc(300*time.Millisecond, p.terminate)
	response := send(t, p.url, "GET", "/orders", http.NoBody)
	equal(t, "status", response.StatusCode, http.StatusOK)
	if took := time.Since(began); took < 5*time.Second {
		t.Errorf("it took %v", took)
	}
	equal(t, "exit code", p.exitCode(), 0)
}

// Not ready at once, still serving, then the end in order; the last spans arrive; every line follows the schema.
func TestShutdownTellsEveryStep(t *testing.T) {
	traces := startCollector(t)
	p := startProcess(t, "DRAIN_DELAY_SECONDS=0.5",
		"OTEL_EXPORTER_OTLP_ENDPOINT="+traces.url, "OTEL_BSP_SCHEDULE_DELAY=60000")
	p.waitUntilReady()
	p.terminate()
	p.waitUntil("/readyz", http.StatusServiceUnavailable)
	served := send(t, p.url, "GET", "/orders", http.NoBody)
	equal(t, "status", served.StatusCode, http.StatusOK)
	equal(t, "asked to leave", served.Close, true)
	equal(t, "exit code", p.exitCode(), 0)
	if names := traces.spanNames(); !slices.Equal(names, []string{"GET /orders"}) {
		t.Errorf("the spans are %v", names)
	}
	assertValid(t, p.lines())
	want := []string{
		"service started", "shutdown requested", "not ready any more, still serving",
		"no new connections, finishing requests in flight", "requests in flight are finished",
		"spans flushed", "service stopped",
	}
	var got []string
	for _, line := range p.lines() {
		if message := line["message"].(string); slices.Contains(want, message) {
			got = append(got, message)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("the steps are %v", got)
	}
}

// Lost spans are told, and cost seconds, not the grace period.
func TestShutdownWithoutCollector(t *testing.T) {
	p := startProcess(t, "DRAIN_DELAY_SECONDS=0", "OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:9")
	p.waitUntilReady()
	send(t, p.url, "GET", "/orders", http.NoBody)
	began := time.Now()
	p.terminate()
	equal(t, "exit code", p.exitCode(), 0)
	if took := time.Since(began); took > 8*time.Second {
		t.Errorf("it took %v", took)
	}
	assertValid(t, p.lines())
	equal(t, "warnings", len(selectLines(p.lines(), "message", "spans lost, the collector did not take them")), 1)
}

// What takes longer than the shutdown may is cut off; a second signal cuts it off at once.
func TestShutdownHasAnEnd(t *testing.T) {
	for name, signals := range map[string]int{"timeout": 1, "second signal": 2} {
		t.Run(name, func(t *testing.T) {
			timeout := "0.3"
			if signals == 2 {
				timeout = "15"
			}
			p := startProcess(t, "DRAIN_DELAY_SECONDS=0", "SHUTDOWN_TIMEOUT_SECONDS="+timeout, slowFlags(t, 8000))
			p.waitUntilReady()
			connection := hold(t, p)
			defer connection.Close()
			began := time.Now()
			for range signals {
				p.terminate()
				time.Sleep(100 * time.Millisecond)
			}
			equal(t, "exit code", p.exitCode(), 0)
			if took := time.Since(began); took > 5*time.Second {
				t.Errorf("it took %v", took)
			}
			assertValid(t, p.lines())
		})
	}
}

// hold begins a request and does not wait for its answer.
func hold(t *testing.T, p *process) net.Conn {
	t.Helper()
	connection, err := net.Dial("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(p.port)))
	must(t, err)
	_, err = connection.Write([]byte("GET /orders HTTP/1.1\r\nHost: orders\r\n\r\n"))
	must(t, err)
	time.Sleep(200 * time.Millisecond)
	return connection
}

// The answer is not lost to a reset of the connection while the body is still being sent.
func TestShutdownOfAConnectionThatStillSends(t *testing.T) {
	p := startProcess(t, "MAX_BODY_BYTES=1000000")
	p.waitUntilReady()
	for range 5 {
		response := send(t, p.url, "POST", "/orders", strings.NewReader(strings.Repeat("x", 5_000_000)))
		equal(t, "status", response.StatusCode, http.StatusRequestEntityTooLarge)
		equal[any](t, "request_id", response.json(t)["request_id"], response.Header.Get("X-Request-ID"))
	}
}
