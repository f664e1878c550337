package service

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"service/internal/config"
	"service/internal/lifecycle"
)

const (
	headerTimeout = 10 * time.Second
	// Longer than load balancers keep an idle connection (60 s): they close it, not we under them.
	idleTimeout = 75 * time.Second
	// So much longer than a request may take may its caller take to read the answer.
	writeGrace     = 10 * time.Second
	maxHeaderBytes = 64 << 10
)

// server takes the service from its start to its end.
type server struct {
	http            *http.Server
	service         *Service
	drainDelay      time.Duration
	shutdownTimeout time.Duration
	logger          *slog.Logger
}

func newServer(service *Service, settings config.Config, logger *slog.Logger) *server {
	return &server{
		http: &http.Server{
			Handler:                      service,
			ReadHeaderTimeout:            headerTimeout,
			WriteTimeout:                 settings.RequestTimeout + writeGrace,
			IdleTimeout:                  idleTimeout,
			MaxHeaderBytes:               maxHeaderBytes,
			DisableGeneralOptionsHandler: true, // its answers would not be counted
			ErrorLog:                     slog.NewLogLogger(logger.Handler(), slog.LevelWarn),
		},
		service:         service,
		drainDelay:      settings.DrainDelay,
		shutdownTimeout: settings.ShutdownTimeout,
		logger:          logger,
	}
}

// serve returns when a signal has ended the serving, or with the error that did.
func (s *server) serve(listener net.Listener) error {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGINT)
	defer signal.Stop(signals)

	failed := make(chan error, 1)
	go func() { failed <- s.http.Serve(listener) }()
	s.service.WarmUp(ctx)
	go s.service.Watch(ctx)
	s.logger.Info("service started")
	select {
	case err := <-failed:
		return err
	case received := <-signals:
		return s.stop(received, signals)
	}
}

// stop drains, then finishes what is in flight; a second signal cuts both short.
func (s *server) stop(received os.Signal, signals <-chan os.Signal) error {
	s.logger.Info("shutdown requested", "signal", signalName(received))
	s.service.Lifecycle.Enter(lifecycle.Draining)
	delay := s.drainDelay
	if received != syscall.SIGTERM { // only SIGTERM has a load balancer behind it; Ctrl-C need not wait for one
		delay = 0
	}
	s.logger.Info("not ready any more, still serving", "drain_delay_seconds", delay.Seconds())
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() {
		select {
		case second := <-signals:
			s.logger.Warn("second signal, not waiting any longer", "signal", signalName(second))
			cancel()
		case <-ctx.Done():
		}
	}()
	select {
	case <-time.After(delay):
	case <-ctx.Done():
	}
	s.logger.Info("no new connections, finishing requests in flight")
	bounded, cancelBounded := context.WithTimeout(ctx, s.shutdownTimeout)
	defer cancelBounded()
	if err := s.http.Shutdown(bounded); err != nil {
		s.logger.Warn("requests in flight are cut off", "error", err)
		return ignoreClosed(s.http.Close())
	}
	s.logger.Info("requests in flight are finished")
	return nil
}

func ignoreClosed(err error) error {
	if errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}

func signalName(received os.Signal) string {
	if received == syscall.SIGTERM {
		return "SIGTERM"
	}
	return "SIGINT"
}
