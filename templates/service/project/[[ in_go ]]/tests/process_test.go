package tests

import (
	"compress/gzip"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"

	collectorpb "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	"google.golang.org/protobuf/proto"

	"service/internal/service"
)

// runAsService makes the test's own executable behave as the service: no test waits for another build.
const runAsService = "RUN_AS_SERVICE"

func TestMain(m *testing.M) {
	if os.Getenv(runAsService) != "" {
		os.Exit(service.Run(os.Getenv, os.Stdout))
	}
	os.Exit(m.Run())
}

// process is the service as a real process, its output in a file.
type process struct {
	t      *testing.T
	url    string
	port   int
	output string
	cmd    *exec.Cmd
	exited chan struct{}
}

func startProcess(t *testing.T, environment ...string) *process {
	t.Helper()
	executable, err := os.Executable()
	must(t, err)
	port := freePort(t)
	p := &process{
		t:      t,
		url:    fmt.Sprintf("http://127.0.0.1:%d", port),
		port:   port,
		output: filepath.Join(t.TempDir(), "stdout"),
		cmd:    exec.Command(executable),
		exited: make(chan struct{}),
	}
	output, err := os.Create(p.output)
	must(t, err)
	p.cmd.Env = append([]string{
		runAsService + "=1", "FLAGS_FILE=" + shippedFlags, "PORT=" + strconv.Itoa(port), "NO_PROXY=127.0.0.1",
	}, environment...)
	p.cmd.Stdout, p.cmd.Stderr = output, output
	must(t, p.cmd.Start())
	go func() {
		defer close(p.exited)
		_ = p.cmd.Wait()
		_ = output.Close()
	}()
	t.Cleanup(func() {
		_ = p.cmd.Process.Kill()
		<-p.exited
	})
	return p
}

func (p *process) waitUntil(path string, status int) {
	p.t.Helper()
	for until := time.Now().Add(20 * time.Second); time.Now().Before(until); time.Sleep(20 * time.Millisecond) {
		if response, err := client.Get(p.url + path); err == nil {
			_ = response.Body.Close()
			if response.StatusCode == status {
				return
			}
		}
	}
	p.t.Fatalf("%s is not answered with %d:\n%s", path, status, p.text())
}

func (p *process) waitUntilReady() {
	p.t.Helper()
	p.waitUntil("/readyz", http.StatusOK)
}

// terminate sends SIGTERM, as Kubernetes does.
func (p *process) terminate() {
	p.t.Helper()
	must(p.t, p.cmd.Process.Signal(syscall.SIGTERM))
}

// exitCode waits for the end.
func (p *process) exitCode() int {
	p.t.Helper()
	select {
	case <-p.exited:
		return p.cmd.ProcessState.ExitCode()
	case <-time.After(20 * time.Second):
		p.t.Fatalf("does not end:\n%s", p.text())
		return -1
	}
}

func (p *process) text() string {
	content, err := os.ReadFile(p.output)
	must(p.t, err)
	return string(content)
}

// lines returns the log lines; everything on stdout and stderr must be one.
func (p *process) lines() []map[string]any {
	p.t.Helper()
	return decodeLines(p.t, p.text())
}

func freePort(t *testing.T) int {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port
}

// collector is an OTLP receiver that remembers the names of the spans it was sent.
type collector struct {
	url string

	mu    sync.Mutex
	names []string
}

func startCollector(t *testing.T) *collector {
	t.Helper()
	c := &collector{}
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		content, err := readExport(r)
		if err != nil {
			t.Error(err)
		}
		var request collectorpb.ExportTraceServiceRequest
		if err := proto.Unmarshal(content, &request); err != nil {
			t.Error(err)
		}
		c.take(&request)
	}))
	t.Cleanup(server.Close)
	c.url = server.URL
	return c
}

func readExport(r *http.Request) ([]byte, error) {
	if r.Header.Get("Content-Encoding") != "gzip" {
		return io.ReadAll(r.Body)
	}
	unpacked, err := gzip.NewReader(r.Body)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(unpacked)
}

func (c *collector) take(request *collectorpb.ExportTraceServiceRequest) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, resource := range request.GetResourceSpans() {
		for _, scope := range resource.GetScopeSpans() {
			for _, span := range scope.GetSpans() {
				c.names = append(c.names, span.GetName())
			}
		}
	}
}

func (c *collector) spanNames() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]string(nil), c.names...)
}
