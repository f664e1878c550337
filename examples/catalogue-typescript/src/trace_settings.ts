/** Where spans go and how many of them, by OpenTelemetry's own environment variables. */

import { type Environment, isHttpUrl } from './environment.ts';

const SAMPLERS = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;

export interface TraceSettings {
  /** Undefined when spans go nowhere. */
  readonly endpoint: string | undefined;
  readonly sampler: (typeof SAMPLERS)[number];
  readonly samplerRatio: number;
  readonly exportDelayMs: number;
  readonly exportTimeoutMs: number;
  readonly maxQueueSize: number;
  readonly maxBatchSize: number;
}

export const DEFAULT_TRACE_SETTINGS: TraceSettings = {
  endpoint: undefined,
  sampler: 'parentbased_always_on',
  samplerRatio: 1,
  exportDelayMs: 5000,
  exportTimeoutMs: 30_000,
  maxQueueSize: 2048,
  maxBatchSize: 512,
};

export function readTraceSettings(source: Environment): TraceSettings {
  const fallback = DEFAULT_TRACE_SETTINGS;
  return {
    endpoint: readEndpoint(source),
    sampler: source.choice('OTEL_TRACES_SAMPLER', fallback.sampler, SAMPLERS),
    samplerRatio: source.number('OTEL_TRACES_SAMPLER_ARG', fallback.samplerRatio, 0, 1),
    exportDelayMs: source.whole('OTEL_BSP_SCHEDULE_DELAY', fallback.exportDelayMs, 1, 3_600_000),
    exportTimeoutMs: source.whole('OTEL_BSP_EXPORT_TIMEOUT', fallback.exportTimeoutMs, 1, 600_000),
    maxQueueSize: source.whole('OTEL_BSP_MAX_QUEUE_SIZE', fallback.maxQueueSize, 1, 1_000_000),
    maxBatchSize: source.whole(
      'OTEL_BSP_MAX_EXPORT_BATCH_SIZE',
      fallback.maxBatchSize,
      1,
      1_000_000,
    ),
  };
}

function readEndpoint(source: Environment): string | undefined {
  const off = source.text('OTEL_TRACES_EXPORTER') === 'none';
  if (off || source.text('OTEL_SDK_DISABLED').toLowerCase() === 'true') return undefined;
  source.choice('OTEL_EXPORTER_OTLP_PROTOCOL', 'http/protobuf', ['http/protobuf']);
  const exact = source.text('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT');
  const base = source.text('OTEL_EXPORTER_OTLP_ENDPOINT');
  const key = exact ? 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT' : 'OTEL_EXPORTER_OTLP_ENDPOINT';
  const endpoint = exact || (base && `${base.replace(/\/+$/, '')}/v1/traces`);
  if (endpoint === '') return undefined;
  if (isHttpUrl(endpoint)) return endpoint;
  source.refuse(key, 'must be an http(s) URL with a host', undefined);
  return undefined;
}
