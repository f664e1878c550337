/** Traces: one SERVER span a request, one CLIENT span a call, sent as OTLP over HTTP. */

import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

import {
  context,
  defaultTextMapGetter,
  defaultTextMapSetter,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Context,
  type Span,
  type Tracer,
} from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import {
  defaultResource,
  detectResources,
  resourceAttributesEnvDetector,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
  type Sampler,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace';
import {
  ATTR_CLIENT_ADDRESS,
  ATTR_ERROR_TYPE,
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_HTTP_ROUTE,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
  ATTR_SERVICE_NAME,
  ATTR_SERVICE_VERSION,
  ATTR_URL_FULL,
  ATTR_URL_PATH,
  ATTR_URL_QUERY,
  ATTR_URL_SCHEME,
  ATTR_USER_AGENT_ORIGINAL,
} from '@opentelemetry/semantic-conventions';

import { SERVICE_NAME, UNMATCHED_ENDPOINT } from './contract.ts';
import { queryOf, type Exchange } from './exchange.ts';
import { redactText } from './redaction.ts';
import type { Settings } from './settings.ts';
import type { TraceSettings } from './trace_settings.ts';

// The one thing that is global: which span is current, so that libraries find it too.
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());

const propagator = new W3CTraceContextPropagator();

export class Tracing {
  readonly #provider: TracerProvider;
  readonly #tracer: Tracer;

  /** Without an endpoint spans still carry IDs into logs and calls; `processors` are for tests. */
  constructor(settings: Settings, processors: readonly SpanProcessor[] = []) {
    const origin = resourceFromAttributes({
      [ATTR_SERVICE_NAME]: SERVICE_NAME,
      [ATTR_SERVICE_VERSION]: settings.version,
      'deployment.environment.name': settings.environment,
    });
    this.#provider = new TracerProvider({
      resource: defaultResource()
        .merge(detectResources({ detectors: [resourceAttributesEnvDetector] }))
        .merge(origin),
      sampler: samplerOf(settings.traces),
      spanProcessors: [...exporters(settings.traces), ...processors],
    });
    this.#tracer = this.#provider.getTracer('service', settings.version);
  }

  /** Begins the SERVER span; the context that comes back holds it. */
  beginRequest(exchange: Exchange, request: IncomingMessage): Context {
    const parent = propagator.extract(ROOT_CONTEXT, request.headers, defaultTextMapGetter);
    const query = queryOf(request);
    const userAgent = request.headers['user-agent'];
    const attributes = {
      [ATTR_HTTP_REQUEST_METHOD]: exchange.method,
      [ATTR_URL_PATH]: exchange.path,
      [ATTR_URL_SCHEME]: 'http',
      [ATTR_CLIENT_ADDRESS]: exchange.clientAddress,
      request_id: exchange.requestId,
      ...(query !== '' && { [ATTR_URL_QUERY]: redactText(query) }),
      ...(userAgent !== undefined && { [ATTR_USER_AGENT_ORIGINAL]: userAgent }),
    };
    const options = { kind: SpanKind.SERVER, attributes };
    return trace.setSpan(parent, this.#tracer.startSpan(exchange.method, options, parent));
  }

  /** Ends the SERVER span, named by the route and not by the path. */
  endRequest(span: Span, exchange: Exchange, status: number): void {
    if (exchange.endpoint !== UNMATCHED_ENDPOINT) {
      span.updateName(`${exchange.method} ${exchange.endpoint}`);
      span.setAttribute(ATTR_HTTP_ROUTE, exchange.endpoint);
    }
    if (exchange.error !== undefined) span.recordException(exchange.error);
    endSpan(span, status, 500, exchange.error?.name);
  }

  /** Begins a CLIENT span and writes its identity into the call's headers. */
  beginCall(peer: string, method: string, url: URL, headers: Record<string, string>): Span {
    const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
    const attributes = {
      [ATTR_HTTP_REQUEST_METHOD]: method,
      [ATTR_URL_FULL]: redactText(url.href),
      [ATTR_SERVER_ADDRESS]: url.hostname,
      [ATTR_SERVER_PORT]: port,
      'peer.service': peer,
    };
    const span = this.#tracer.startSpan(method, { kind: SpanKind.CLIENT, attributes });
    propagator.inject(trace.setSpan(context.active(), span), headers, defaultTextMapSetter);
    return span;
  }

  /** Ends a CLIENT span with the status, or with the name of the error that came instead. */
  endCall(span: Span, status: number | undefined, error?: string): void {
    endSpan(span, status, 400, error);
  }

  /** Sends the last spans; false if the collector did not take them in time. */
  async stop(timeoutSeconds: number): Promise<boolean> {
    const flushed = this.#provider.forceFlush().then(
      () => true,
      () => false,
    );
    const late = sleep(timeoutSeconds * 1000, false, { ref: false });
    return Promise.race([flushed, late]);
  }
}

/** The trace to lead to from a metric, if it is kept: one that leads nowhere is worse than none. */
export function exemplar(): { trace_id: string } | undefined {
  const span = trace.getActiveSpan()?.spanContext();
  return span && (span.traceFlags & 1) === 1 ? { trace_id: span.traceId } : undefined;
}

function endSpan(span: Span, status: number | undefined, worst: number, error?: string): void {
  if (status !== undefined) span.setAttribute(ATTR_HTTP_RESPONSE_STATUS_CODE, status);
  if (status === undefined || status >= worst) {
    span.setAttribute(ATTR_ERROR_TYPE, status === undefined ? (error ?? '_OTHER') : `${status}`);
    span.setStatus({ code: SpanStatusCode.ERROR, ...(error !== undefined && { message: error }) });
  }
  span.end();
}

function exporters(settings: TraceSettings): SpanProcessor[] {
  if (settings.endpoint === undefined) return [];
  return [
    new BatchSpanProcessor({
      exporter: new OTLPTraceExporter({ url: settings.endpoint }),
      scheduledDelayMillis: settings.exportDelayMs,
      exportTimeoutMillis: settings.exportTimeoutMs,
      maxQueueSize: settings.maxQueueSize,
      maxExportBatchSize: settings.maxBatchSize,
    }),
  ];
}

function samplerOf(settings: TraceSettings): Sampler {
  const [, parentBased, kind] = /^(parentbased_)?(.*)$/.exec(settings.sampler) ?? [];
  const root =
    kind === 'always_on'
      ? new AlwaysOnSampler()
      : kind === 'always_off'
        ? new AlwaysOffSampler()
        : new TraceIdRatioBasedSampler(settings.samplerRatio);
  return parentBased === undefined ? root : new ParentBasedSampler({ root });
}
