// Package tracing makes traces: one SERVER span a request, one CLIENT span a call, sent as OTLP over HTTP.
package tracing

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"

	"service/internal/config"
	"service/internal/contract"
	"service/internal/logging"
	"service/internal/requestid"
)

// Start builds the provider; without an endpoint spans still carry IDs into logs and calls.
func Start(ctx context.Context, settings config.Config) (*sdktrace.TracerProvider, error) {
	origin, err := resource.New(ctx,
		resource.WithTelemetrySDK(),
		resource.WithFromEnv(),
		resource.WithAttributes(
			attribute.String("service.name", contract.ServiceName),
			attribute.String("service.version", settings.Version),
			attribute.String("deployment.environment.name", settings.Environment),
		),
	)
	if err != nil {
		return nil, err
	}
	options := []sdktrace.TracerProviderOption{sdktrace.WithResource(origin)}
	if settings.TracesEndpoint != "" {
		exporter, err := otlptracehttp.New(ctx, otlptracehttp.WithEndpointURL(settings.TracesEndpoint))
		if err != nil {
			return nil, err
		}
		options = append(options, sdktrace.WithBatcher(exporter))
	}
	return sdktrace.NewTracerProvider(options...), nil
}

// Stop sends the last spans; its error says that the collector did not take them in time.
func Stop(ctx context.Context, provider *sdktrace.TracerProvider) error {
	return errors.Join(provider.ForceFlush(ctx), provider.Shutdown(ctx))
}

// Middleware wraps a route's handler in its SERVER span, named by the route and not by the path.
func Middleware(provider trace.TracerProvider, next http.Handler) http.Handler {
	annotated := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		span := trace.SpanFromContext(r.Context())
		span.SetAttributes(attribute.String("request_id", requestid.From(r.Context())))
		if query := r.URL.RawQuery; query != "" {
			span.SetAttributes(attribute.String("url.query", logging.RedactText(query)))
		}
		next.ServeHTTP(w, r)
	})
	return otelhttp.NewHandler(annotated, "",
		otelhttp.WithTracerProvider(provider),
		otelhttp.WithPropagators(propagation.TraceContext{}),
		otelhttp.WithSpanNameFormatter(func(_ string, r *http.Request) string { return spanName(r) }),
	)
}

// Transport wraps calls to the dependency of that name in CLIENT spans, and hands the trace on.
func Transport(provider trace.TracerProvider, base http.RoundTripper, peer string) http.RoundTripper {
	return otelhttp.NewTransport(base,
		otelhttp.WithTracerProvider(provider),
		otelhttp.WithPropagators(propagation.TraceContext{}),
		otelhttp.WithSpanNameFormatter(func(_ string, r *http.Request) string { return r.Method }),
		otelhttp.WithSpanOptions(trace.WithAttributes(attribute.String("peer.service", peer))),
	)
}

// Fail marks the current span as failed with a status, and by an error if there was one.
func Fail(ctx context.Context, status int, err error) {
	span := trace.SpanFromContext(ctx)
	span.SetAttributes(attribute.String("error.type", strconv.Itoa(status)))
	if err != nil {
		span.RecordError(err, trace.WithAttributes(attribute.String("exception.type", logging.TypeName(err))))
		span.SetStatus(codes.Error, logging.TypeName(err))
	}
}

// spanName is the method, followed by the route where one matched.
func spanName(r *http.Request) string {
	method := contract.MethodLabel(r.Method)
	if _, route, matched := strings.Cut(r.Pattern, " "); matched {
		return method + " " + route
	}
	return method
}
