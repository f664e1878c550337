// Package config reads the configuration from the environment: once, complete and checked, or not at all.
package config

import (
	"log/slog"
	"strings"
	"time"

	"service/internal/contract"
)

// Production is the environment in which faults are refused.
const Production = "production"

// Dependency is a service that this one calls.
type Dependency struct {
	Name string
	URL  string
}

// Config holds every setting.
type Config struct {
	Port                 int
	Environment          string
	LogLevel             slog.Level
	Version              string
	Dependencies         []Dependency
	CriticalDependencies []string
	DrainDelay           time.Duration
	ShutdownTimeout      time.Duration
	RequestTimeout       time.Duration
	ClientTimeout        time.Duration // of one attempt
	ClientDeadline       time.Duration // of all attempts together
	RateLimitPerSecond   float64
	RateLimitBurst       int
	MaxBodyBytes         int64
	FlagsFile            string
	ChainStock           bool
	TracesEndpoint       string // empty when spans go nowhere
}

// Error says all that is wrong with the environment.
type Error struct {
	Problems []string
}

func (e *Error) Error() string {
	return strings.Join(e.Problems, "; ")
}

// Default returns the configuration that holds where the environment says nothing.
func Default() Config {
	return Config{
		Port:               contract.DefaultPort,
		Environment:        "development",
		LogLevel:           slog.LevelInfo,
		Version:            "0.0.0",
		DrainDelay:         5 * time.Second,
		ShutdownTimeout:    20 * time.Second,
		RequestTimeout:     10 * time.Second,
		ClientTimeout:      2 * time.Second,
		ClientDeadline:     5 * time.Second,
		RateLimitPerSecond: 100,
		RateLimitBurst:     200,
		MaxBodyBytes:       1 << 20,
		FlagsFile:          "flags/flags.json",
	}
}

// Read reads the configuration with getenv; an empty variable counts as an absent one.
// Its error is an *Error with one problem for each variable that is wrong.
func Read(getenv func(string) string) (Config, error) {
	env := &environment{getenv: getenv}
	config := Default()
	config.Port = env.whole("PORT", config.Port, 1, 65_535)
	config.Environment = env.choice("ENVIRONMENT", config.Environment, "development", "staging", Production)
	config.LogLevel = env.level("LOG_LEVEL", config.LogLevel)
	config.Version = env.version("SERVICE_VERSION", config.Version)
	config.Dependencies = env.dependencies("DEPENDENCIES")
	config.CriticalDependencies = env.names("CRITICAL_DEPENDENCIES", config.Dependencies)
	config.DrainDelay = env.seconds("DRAIN_DELAY_SECONDS", config.DrainDelay, 0)
	config.ShutdownTimeout = env.seconds("SHUTDOWN_TIMEOUT_SECONDS", config.ShutdownTimeout, shortest)
	config.RequestTimeout = env.seconds("REQUEST_TIMEOUT_SECONDS", config.RequestTimeout, shortest)
	config.ClientTimeout = env.seconds("CLIENT_TIMEOUT_SECONDS", config.ClientTimeout, shortest)
	config.ClientDeadline = env.seconds("CLIENT_DEADLINE_SECONDS", config.ClientDeadline, shortest)
	config.RateLimitPerSecond = env.number("RATE_LIMIT_PER_SECOND", config.RateLimitPerSecond, 0.001, 1_000_000)
	config.RateLimitBurst = env.whole("RATE_LIMIT_BURST", config.RateLimitBurst, 1, 1_000_000)
	config.MaxBodyBytes = int64(env.whole("MAX_BODY_BYTES", int(config.MaxBodyBytes), 1, 1<<30))
	if path := env.text("FLAGS_FILE"); path != "" {
		config.FlagsFile = path
	}
	config.ChainStock = env.boolean("CHAIN_STOCK", config.ChainStock)
	config.TracesEndpoint = env.tracesEndpoint()
	if len(env.problems) > 0 {
		return Config{}, &Error{env.problems}
	}
	return config, nil
}
