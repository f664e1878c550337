package service

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/go-logr/logr"
	"go.opentelemetry.io/otel"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	"service/internal/config"
	"service/internal/logging"
	"service/internal/metrics"
	"service/internal/tracing"
)

// Exit codes.
const (
	exitOK                   = 0
	exitFailed               = 1
	exitInvalidConfiguration = 2
)

const flushTimeout = 3 * time.Second

// Run serves until told to stop and returns the exit code; logs go to stdout.
func Run(getenv func(string) string, stdout io.Writer) int {
	settings, err := config.Read(getenv)
	if err != nil {
		var invalid *config.Error
		errors.As(err, &invalid)
		return refuse(stdout, invalid.Problems)
	}
	counted := metrics.New(settings)
	logger := logging.New(stdout, logging.Options{
		Version:     settings.Version,
		Environment: settings.Environment,
		Level:       settings.LogLevel,
		Count:       counted.CountLogMessage,
	})
	adoptLibraries(logger)
	tracer, err := tracing.Start(context.Background(), settings)
	if err != nil {
		logger.Error("tracing cannot start", "error", err)
		return exitFailed
	}
	parts := Parts{Config: settings, Metrics: counted, Logger: logger, Tracer: tracer, Transport: newTransport()}
	service, err := New(parts)
	if err != nil {
		return refuse(stdout, []string{fmt.Sprintf("FLAGS_FILE %s: %v", settings.FlagsFile, err)})
	}
	code := exitOK
	if err := listenAndServe(service, settings, logger); err != nil {
		logger.Error("the service cannot serve", "error", err)
		code = exitFailed
	}
	flush(tracer, logger)
	logger.Info("service stopped")
	return code
}

func listenAndServe(service *Service, settings config.Config, logger *slog.Logger) error {
	listener, err := net.Listen("tcp", net.JoinHostPort("", strconv.Itoa(settings.Port)))
	if err != nil {
		return err
	}
	server := newServer(service, settings, logger)
	return server.serve(listener)
}

// refuse says what is wrong with the configuration, under the defaults because there is no other.
func refuse(stdout io.Writer, problems []string) int {
	fallback := config.Default()
	logger := logging.New(stdout, logging.Options{
		Version:     fallback.Version,
		Environment: fallback.Environment,
		Level:       fallback.LogLevel,
		Count:       func(string) {},
	})
	logger.Error("the configuration is not valid", "problems", problems)
	return exitInvalidConfiguration
}

// adoptLibraries lets what logs by other ways end in the same lines.
func adoptLibraries(logger *slog.Logger) {
	slog.SetDefault(logger)
	otel.SetLogger(logr.FromSlogHandler(logger.Handler()))
	otel.SetErrorHandler(otel.ErrorHandlerFunc(func(err error) {
		logger.Warn("opentelemetry", "error", err)
	}))
}

// newTransport keeps as many idle connections to one dependency as the standard one keeps in all.
func newTransport() http.RoundTripper {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = transport.MaxIdleConns
	return transport
}

func flush(tracer *sdktrace.TracerProvider, logger *slog.Logger) {
	ctx, cancel := context.WithTimeout(context.Background(), flushTimeout)
	defer cancel()
	if err := tracing.Stop(ctx, tracer); err != nil {
		logger.Warn("spans lost, the collector did not take them", "error", err)
		return
	}
	logger.Info("spans flushed")
}
