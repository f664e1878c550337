package config_test

import (
	"errors"
	"log/slog"
	"reflect"
	"strings"
	"testing"
	"time"

	"service/internal/config"
)

func read(environment map[string]string) (config.Config, error) {
	return config.Read(func(key string) string { return environment[key] })
}

func problemsOf(t *testing.T, environment map[string]string) []string {
	t.Helper()
	_, err := read(environment)
	var invalid *config.Error
	if !errors.As(err, &invalid) {
		t.Fatalf("%v gives %v", environment, err)
	}
	return invalid.Problems
}

// The service starts with nothing set; an empty variable is an absent one.
func TestConfigDefaults(t *testing.T) {
	for _, environment := range []map[string]string{nil, {"PORT": "", "DEPENDENCIES": "  ", "LOG_LEVEL": ""}} {
		if got, err := read(environment); err != nil || !reflect.DeepEqual(got, config.Default()) {
			t.Errorf("%v gives %+v, %v", environment, got, err)
		}
	}
}

// Each setting has its variable.
func TestConfigReadsEveryVariable(t *testing.T) {
	got, err := read(map[string]string{
		"PORT": "9000", "ENVIRONMENT": "production", "LOG_LEVEL": "WARN", "SERVICE_VERSION": "1.2.3+build.4",
		"DEPENDENCIES":          "inventory=http://inventory:8080/, mail=https://mail.test/api",
		"CRITICAL_DEPENDENCIES": "mail", "DRAIN_DELAY_SECONDS": "0", "SHUTDOWN_TIMEOUT_SECONDS": "1.5",
		"REQUEST_TIMEOUT_SECONDS": "2", "CLIENT_TIMEOUT_SECONDS": "0.5", "CLIENT_DEADLINE_SECONDS": "1",
		"RATE_LIMIT_PER_SECOND": "0.5", "RATE_LIMIT_BURST": "1", "MAX_BODY_BYTES": "10",
		"FLAGS_FILE": "/etc/flags.json", "CHAIN_STOCK": "TRUE", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318/",
	})
	want := config.Config{
		Port: 9000, Environment: "production", LogLevel: slog.LevelWarn, Version: "1.2.3+build.4",
		Dependencies: []config.Dependency{
			{Name: "inventory", URL: "http://inventory:8080"}, {Name: "mail", URL: "https://mail.test/api"},
		},
		CriticalDependencies: []string{"mail"}, DrainDelay: 0, ShutdownTimeout: 1500 * time.Millisecond,
		RequestTimeout: 2 * time.Second, ClientTimeout: 500 * time.Millisecond, ClientDeadline: time.Second,
		RateLimitPerSecond: 0.5, RateLimitBurst: 1, MaxBodyBytes: 10, FlagsFile: "/etc/flags.json", ChainStock: true,
		TracesEndpoint: "http://collector:4318/v1/traces",
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("it is %+v, %v", got, err)
	}
}

// A wrong value is one problem, which begins with the variable's name.
func TestConfigNamesWrongValues(t *testing.T) {
	for _, one := range [][2]string{
		{"PORT", "0"}, {"PORT", "65536"}, {"PORT", "80 80"}, {"PORT", "eighty"}, {"PORT", "٨٠٨٠"}, {"PORT", "1e3"},
		{"ENVIRONMENT", "prod"},
		{"LOG_LEVEL", "info"},
		{"SERVICE_VERSION", "1.0 beta"}, {"SERVICE_VERSION", strings.Repeat("v", 129)},
		{"DEPENDENCIES", "inventory"}, {"DEPENDENCIES", "inventory="}, {"DEPENDENCIES", "=http://inventory"},
		{"DEPENDENCIES", "inventory=ftp://inventory"}, {"DEPENDENCIES", "inventory=http://"},
		{"DEPENDENCIES", "inventory=http://inventory:99999"}, {"DEPENDENCIES", "inventory=http://[::1"},
		{"DEPENDENCIES", "inventory=http://ann:pw@inventory"}, {"DEPENDENCIES", "inventory=http://inventory?x=1"},
		{"DEPENDENCIES", "a=http://a,a=http://b"},
		{"CRITICAL_DEPENDENCIES", "unknown"},
		{"DRAIN_DELAY_SECONDS", "-1"}, {"DRAIN_DELAY_SECONDS", "nan"},
		{"REQUEST_TIMEOUT_SECONDS", "0"}, {"REQUEST_TIMEOUT_SECONDS", "inf"}, {"REQUEST_TIMEOUT_SECONDS", "10s"},
		{"RATE_LIMIT_PER_SECOND", "0"},
		{"RATE_LIMIT_BURST", "1.5"},
		{"MAX_BODY_BYTES", "-5"},
		{"CHAIN_STOCK", "maybe"},
		{"OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4318"},
		{"OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"},
	} {
		problems := problemsOf(t, map[string]string{one[0]: one[1]})
		if len(problems) != 1 || !strings.HasPrefix(problems[0], one[0]+" ") {
			t.Errorf("%v gives %v", one, problems)
		}
	}
}

// Nobody has to start the service three times to find three mistakes.
func TestConfigTellsAllProblemsAtOnce(t *testing.T) {
	problems := problemsOf(t, map[string]string{"PORT": "x", "LOG_LEVEL": "x", "CHAIN_STOCK": "x"})
	if len(problems) != 3 {
		t.Errorf("the problems are %v", problems)
	}
}

// The standard variables mean what they mean everywhere.
func TestConfigTracesEndpoint(t *testing.T) {
	for _, one := range []struct {
		environment map[string]string
		want        string
	}{
		{nil, ""},
		{map[string]string{"OTEL_EXPORTER_OTLP_ENDPOINT": "http://c:4318"}, "http://c:4318/v1/traces"},
		{map[string]string{"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://c/x"}, "http://c/x"},
		{map[string]string{"OTEL_EXPORTER_OTLP_ENDPOINT": "http://c", "OTEL_TRACES_EXPORTER": "none"}, ""},
		{map[string]string{"OTEL_EXPORTER_OTLP_ENDPOINT": "http://c", "OTEL_SDK_DISABLED": "true"}, ""},
	} {
		if got, err := read(one.environment); err != nil || got.TracesEndpoint != one.want {
			t.Errorf("%v gives %q, %v", one.environment, got.TracesEndpoint, err)
		}
	}
}
