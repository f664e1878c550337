package config

import (
	"fmt"
	"log/slog"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	shortest = 0.01 // seconds: less is no time to do anything
	longest  = 3600
)

var (
	dependencyName = regexp.MustCompile(`^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$`)
	versionText    = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._+-]{0,127}$`)
)

// environment reads one variable at a time and remembers what was wrong. A wrong variable yields its default.
type environment struct {
	getenv   func(string) string
	problems []string
}

func (e *environment) refuse(key, format string, arguments ...any) {
	e.problems = append(e.problems, key+" "+fmt.Sprintf(format, arguments...))
}

func (e *environment) text(key string) string {
	return strings.TrimSpace(e.getenv(key))
}

// list splits at commas and drops what is blank.
func (e *environment) list(key string) []string {
	var items []string
	for item := range strings.SplitSeq(e.text(key), ",") {
		if item = strings.TrimSpace(item); item != "" {
			items = append(items, item)
		}
	}
	return items
}

func (e *environment) choice(key, fallback string, choices ...string) string {
	text := e.text(key)
	if text == "" {
		return fallback
	}
	if !slices.Contains(choices, text) {
		e.refuse(key, "must be one of %s, not %q", strings.Join(choices, ", "), text)
		return fallback
	}
	return text
}

func (e *environment) level(key string, fallback slog.Level) slog.Level {
	word := e.choice(key, fallback.String(), "DEBUG", "INFO", "WARN", "ERROR")
	var level slog.Level
	if err := level.UnmarshalText([]byte(word)); err != nil {
		return fallback
	}
	return level
}

func (e *environment) boolean(key string, fallback bool) bool {
	switch text := strings.ToLower(e.text(key)); text {
	case "":
		return fallback
	case "true", "false":
		return text == "true"
	default:
		e.refuse(key, "must be true or false, not %q", text)
		return fallback
	}
}

func (e *environment) whole(key string, fallback, least, most int) int {
	text := e.text(key)
	if text == "" {
		return fallback
	}
	number, err := strconv.Atoi(text)
	if err != nil || number < least || number > most {
		e.refuse(key, "must be a whole number from %d to %d, not %q", least, most, text)
		return fallback
	}
	return number
}

func (e *environment) number(key string, fallback, least, most float64) float64 {
	text := e.text(key)
	if text == "" {
		return fallback
	}
	number, err := strconv.ParseFloat(text, 64)
	if err != nil || !(least <= number && number <= most) { // not a number is in no range
		e.refuse(key, "must be a number from %g to %g, not %q", least, most, text)
		return fallback
	}
	return number
}

func (e *environment) seconds(key string, fallback time.Duration, least float64) time.Duration {
	return time.Duration(e.number(key, fallback.Seconds(), least, longest) * float64(time.Second))
}

func (e *environment) version(key, fallback string) string {
	text := e.text(key)
	if text == "" {
		return fallback
	}
	if !versionText.MatchString(text) {
		e.refuse(key, "must be letters, digits and any of . _ + -, not %q", text)
		return fallback
	}
	return text
}

// dependencies reads name=url,name=url.
func (e *environment) dependencies(key string) []Dependency {
	var found []Dependency
	for _, item := range e.list(key) {
		name, address, separated := strings.Cut(item, "=")
		switch {
		case !separated || !dependencyName.MatchString(name):
			e.refuse(key, "must be name=url,name=url; %q is not", item)
		case !isHTTP(address):
			e.refuse(key, "%s needs an http(s) URL with a host, not %q", name, address)
		case isDependency(name, found):
			e.refuse(key, "names %s twice", name)
		default:
			found = append(found, Dependency{name, strings.TrimRight(address, "/")})
		}
	}
	return found
}

// names reads name,name, each of them a dependency.
func (e *environment) names(key string, known []Dependency) []string {
	names := e.list(key)
	for _, name := range names {
		if !isDependency(name, known) {
			e.refuse(key, "%q is not in DEPENDENCIES", name)
		}
	}
	return names
}

// tracesEndpoint says where spans go, by OpenTelemetry's own variables.
func (e *environment) tracesEndpoint() string {
	if e.text("OTEL_TRACES_EXPORTER") == "none" || strings.EqualFold(e.text("OTEL_SDK_DISABLED"), "true") {
		return ""
	}
	e.choice("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf", "http/protobuf")
	key, endpoint := "OTEL_EXPORTER_OTLP_ENDPOINT", e.text("OTEL_EXPORTER_OTLP_ENDPOINT")
	if endpoint != "" {
		endpoint = strings.TrimRight(endpoint, "/") + "/v1/traces"
	}
	if exact := e.text("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"); exact != "" {
		key, endpoint = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", exact
	}
	if endpoint != "" && !isHTTP(endpoint) {
		e.refuse(key, "must be an http(s) URL with a host")
	}
	return endpoint
}

func isDependency(name string, known []Dependency) bool {
	return slices.ContainsFunc(known, func(one Dependency) bool { return one.Name == name })
}

func isHTTP(text string) bool {
	address, err := url.Parse(text)
	if err != nil || address.Scheme != "http" && address.Scheme != "https" {
		return false
	}
	if port := address.Port(); port != "" {
		if number, err := strconv.ParseUint(port, 10, 16); err != nil || number == 0 {
			return false
		}
	}
	return address.Hostname() != "" && address.User == nil && address.RawQuery == "" && address.Fragment == ""
}
