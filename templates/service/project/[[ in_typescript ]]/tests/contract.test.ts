/** The live registry, the code and the logs against `observability/contract.yaml`. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { SpanKind } from '@opentelemetry/api';
import { parse } from 'yaml';

import { CircuitBreaker } from '../src/breaker.ts';
import * as code from '../src/contract.ts';
import { collect } from '../src/exposition.ts';
import { REDACTED } from '../src/redaction.ts';
import { REQUEST_ID_HEADER } from '../src/request_id.ts';
import { DEFAULT_RETRY_POLICY, IDEMPOTENT_METHODS, RETRIED_STATUSES } from '../src/retry.ts';
import { DEFAULT_SETTINGS } from '../src/settings.ts';
import { labelsOf, ROOT, startService } from './harness.ts';
import { startProcess } from './process.ts';

interface Metric {
  name: string;
  type: string;
  help: string;
  labels: string[];
  values?: Record<string, string[]>;
}

interface Contract {
  service: { name: string; port: number };
  endpoints: Record<string, string>;
  shutdown: { drain_delay_seconds: number; timeout_seconds: number };
  http: {
    routes: { method: string; endpoint: string; statuses: number[] }[];
    unmatched_endpoint: string;
    other_method: string;
    methods: string[];
    client_abort_status: number;
    error_content_type: string;
    request_id: { header: string };
  };
  duration_buckets: number[];
  metrics: Metric[];
  runtime_metrics: Metric[];
  logs: { fields: Record<'always' | 'in_request' | 'access', string[]>; redaction: string };
  traces: {
    resource: string[];
    server_span: { required: string[]; on_server_error: string[] };
    client_span: { required: string[]; with_answer: string[]; on_error: string[] };
  };
  resilience: {
    circuit_breaker: { consecutive_failures: number; open_seconds: number };
    retry: {
      max_attempts: number;
      base_delay_seconds: number;
      max_delay_seconds: number;
      retried_statuses: number[];
      idempotent_methods: string[];
      attempt_timeout_seconds: number;
      deadline_seconds: number;
    };
    rate_limit: { requests_per_second: number; burst: number };
  };
  slos: { name: string; threshold_seconds?: number }[];
}

const text = readFileSync(join(ROOT, 'observability', 'contract.yaml'), 'utf8');
const contract = parse(text) as Contract;
const answer = (): { status: number } => ({ status: 200 });

test('metrics are those of the contract: names, types and labels', async (t) => {
  const service = await startService(t, { answer });
  const declared = [...contract.metrics, ...contract.runtime_metrics];
  const exposed = await collect(service.metrics.registry);
  const line = ({ name, type }: { name: string; type: string }): string => `${type} ${name}`;
  assert.deepEqual(exposed.map(line).sort(), declared.map(line).sort());
  for (const metric of declared) {
    const family = exposed.find(({ name }) => name === metric.name);
    const names = (family?.values ?? []).flatMap(({ labels }) => Object.keys(labels));
    const own = new Set(names.filter((name) => name !== 'le'));
    // A process that is so young may not have collected any garbage yet.
    if (metric.name === 'nodejs_gc_duration_seconds' && own.size === 0) continue;
    assert.deepEqual([...own].sort(), [...metric.labels].sort(), metric.name);
  }
});

test('help texts are those of the contract', async (t) => {
  const service = await startService(t);
  const exposed = await service.metrics.registry.getMetricsAsJSON();
  const helps = new Map(exposed.map(({ name, help }) => [name, help]));
  for (const { name, help } of contract.metrics) assert.equal(helps.get(name), help);
});

test('buckets are those of the contract, the latency threshold among them', async (t) => {
  const bounds = [...code.DURATION_BUCKETS_SECONDS];
  assert.deepEqual(bounds, contract.duration_buckets);
  assert.deepEqual(
    bounds,
    [...new Set(bounds)].sort((a, b) => a - b),
  );
  const latency = contract.slos.find(({ name }) => name === 'latency');
  assert.ok(bounds.includes(latency?.threshold_seconds ?? NaN));
  const service = await startService(t);
  const series = await service.series('http_request_duration_seconds_bucket');
  const exposed = new Set(series.keys().map((key) => labelsOf(key)['le']));
  assert.deepEqual(exposed, new Set([...bounds.map(String), '+Inf']));
});

test('routes are those of the contract, each with its series from the start', async (t) => {
  const { routes, unmatched_endpoint } = contract.http;
  const declared = routes.flatMap(({ method, endpoint, statuses }) =>
    statuses.map((status) => `${method} ${endpoint} ${status}`),
  );
  declared.push(`GET ${unmatched_endpoint} 404`);
  const service = await startService(t);
  const series = await service.series('http_requests_total');
  const exposed = Array.from(series.keys(), (key) => {
    const { method = '', endpoint = '', status = '' } = labelsOf(key);
    return `${method} ${endpoint} ${status}`;
  });
  assert.deepEqual(exposed.sort(), declared.sort());
});

test('label values are those of the contract', async (t) => {
  const service = await startService(t, { answer });
  for (const { name, values = {} } of contract.metrics) {
    for (const [label, expected] of Object.entries(values)) {
      const series = await service.series(name);
      const exposed = new Set(series.keys().map((key) => labelsOf(key)[label]));
      assert.deepEqual(exposed, new Set(expected), name);
    }
  }
});

test('endpoints are those of the contract', async (t) => {
  const service = await startService(t);
  for (const path of Object.values(contract.endpoints)) {
    assert.equal((await service.get(path)).status, 200, path);
  }
});

test('constants are those of the contract', () => {
  const { http, logs } = contract;
  assert.equal(code.SERVICE_NAME, contract.service.name);
  assert.equal(code.DEFAULT_PORT, contract.service.port);
  assert.equal(code.UNMATCHED_ENDPOINT, http.unmatched_endpoint);
  assert.equal(code.OTHER_METHOD, http.other_method);
  assert.deepEqual(code.METHODS, new Set(http.methods));
  assert.equal(code.CLIENT_ABORT_STATUS, http.client_abort_status);
  assert.equal(REQUEST_ID_HEADER, http.request_id.header);
  assert.equal(REDACTED, logs.redaction);
});

test('resilience is that of the contract', () => {
  const { retry, rate_limit, circuit_breaker } = contract.resilience;
  assert.equal(DEFAULT_RETRY_POLICY.attempts, retry.max_attempts);
  assert.equal(DEFAULT_RETRY_POLICY.baseSeconds, retry.base_delay_seconds);
  assert.equal(DEFAULT_RETRY_POLICY.capSeconds, retry.max_delay_seconds);
  assert.deepEqual(RETRIED_STATUSES, new Set(retry.retried_statuses));
  assert.deepEqual(IDEMPOTENT_METHODS, new Set(retry.idempotent_methods));
  assert.equal(DEFAULT_SETTINGS.clientTimeoutSeconds, retry.attempt_timeout_seconds);
  assert.equal(DEFAULT_SETTINGS.clientDeadlineSeconds, retry.deadline_seconds);
  assert.equal(DEFAULT_SETTINGS.rateLimitPerSecond, rate_limit.requests_per_second);
  assert.equal(DEFAULT_SETTINGS.rateLimitBurst, rate_limit.burst);
  assert.equal(DEFAULT_SETTINGS.drainDelaySeconds, contract.shutdown.drain_delay_seconds);
  assert.equal(DEFAULT_SETTINGS.shutdownTimeoutSeconds, contract.shutdown.timeout_seconds);
  const breaker = new CircuitBreaker('any', { now: () => 0 });
  for (let count = 0; count < circuit_breaker.consecutive_failures; count += 1) {
    assert.equal(breaker.state, 'closed');
    breaker.acquire().failed();
  }
  const retryAfterSeconds = circuit_breaker.open_seconds;
  assert.throws(() => breaker.acquire(), { name: 'CircuitOpenError', retryAfterSeconds });
});

test('log fields are those of the contract', async (t) => {
  const service = await startService(t);
  await service.get('/orders');
  const { always, in_request, access } = contract.logs.fields;
  const promised = [...always, ...in_request, ...access];
  assert.deepEqual(Object.keys(service.accessLines()[0] ?? {}).sort(), promised.sort());
});

test('span attributes are those of the contract', async (t) => {
  const service = await startService(t, { answer: () => ({ status: 500 }) });
  await service.order();
  const [server] = service.spans();
  const [client] = service.spans(SpanKind.CLIENT);
  assert.ok(server && client);
  const { resource, server_span, client_span } = contract.traces;
  const assertHas = (attributes: object, names: string[]): void => {
    for (const name of names) assert.ok(name in attributes, name);
  };
  assertHas(server.resource.attributes, resource);
  assertHas(server.attributes, [...server_span.required, ...server_span.on_server_error]);
  assertHas(client.attributes, [
    ...client_span.required,
    ...client_span.with_answer,
    ...client_span.on_error,
  ]);
});

test('a process exposes every metric of its runtime', async (t) => {
  const service = await startProcess(t);
  await service.waitUntilReady();
  const metrics = await (await fetch(`${service.url}/metrics`)).text();
  for (const { name } of contract.runtime_metrics) assert.ok(metrics.includes(`\n${name}`), name);
  assert.match(metrics, /^nodejs_gc_duration_seconds_count\{kind=/m);
  assert.match(metrics, /^service_ready 1$/m);
});
