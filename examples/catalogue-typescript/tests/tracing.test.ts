/** Traces: one SERVER span a request under stable names, continued to and from others. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { SpanKind, SpanStatusCode } from '@opentelemetry/api';

import { SERVICE_NAME } from '../src/contract.ts';
import { OrderStore } from '../src/order_store.ts';
import { startService } from './harness.ts';
import { startProcess } from './process.ts';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const PARENT = `00-${TRACE_ID}-b7ad6b7169203331-01`;

test('one SERVER span a request, under the stable names', async (t) => {
  const service = await startService(t);
  await service.get('/orders/42?token=abc', { 'X-Request-ID': 'caller-1' });
  const [span, ...others] = service.spans();
  assert.ok(span);
  assert.deepEqual([...others, ...service.spans(SpanKind.INTERNAL)], []);
  assert.equal(span.name, 'GET /orders/{order_id}');
  assert.partialDeepStrictEqual(span.attributes, {
    'http.request.method': 'GET',
    'http.route': '/orders/{order_id}',
    'http.response.status_code': 404,
    'url.path': '/orders/42',
    'url.scheme': 'http',
    'url.query': 'token=[redacted]',
    request_id: 'caller-1',
  });
  assert.equal(span.status.code, SpanStatusCode.UNSET);
});

test('a span says which service, version and environment it comes from', async (t) => {
  const service = await startService(t);
  await service.get('/orders');
  assert.partialDeepStrictEqual(service.spans()[0]?.resource.attributes, {
    'service.name': SERVICE_NAME,
    'service.version': '0.0.0',
    'deployment.environment.name': 'development',
  });
});

test('a path that nobody knows is no span name', async (t) => {
  const service = await startService(t);
  await service.get('/wp-admin/setup.php');
  const [span] = service.spans();
  assert.equal(span?.name, 'GET');
  assert.equal(span.attributes['http.route'], undefined);
});

test('an unhandled exception marks the span', async (t) => {
  const service = await startService(t);
  t.mock.method(OrderStore.prototype, 'newest', () => {
    throw new Error('a bug');
  });
  await service.get('/orders');
  const [span] = service.spans();
  assert.equal(span?.status.code, SpanStatusCode.ERROR);
  assert.equal(span.attributes['http.response.status_code'], 500);
  assert.equal(span.attributes['error.type'], '500');
  assert.deepEqual(
    span.events.map(({ name }) => name),
    ['exception'],
  );
});

test('what never reaches a route is seen in traces too', async (t) => {
  const service = await startService(t, { rateLimitPerSecond: 0.001, rateLimitBurst: 1 });
  await service.get('/orders');
  await service.get('/orders');
  const statuses = service.spans().map((span) => span.attributes['http.response.status_code']);
  assert.deepEqual(statuses, [200, 429]);
});

test('a trace is continued to the dependency', async (t) => {
  const seen: unknown[] = [];
  const service = await startService(t, {
    answer: ({ headers }) => {
      seen.push(headers['traceparent']);
      return { status: 200, body: { sku: 'bolt', available: true } };
    },
  });
  await service.send('POST', '/orders', { sku: 'bolt', quantity: 1 }, { traceparent: PARENT });
  const [server] = service.spans();
  const [client] = service.spans(SpanKind.CLIENT);
  assert.ok(server && client);
  assert.equal(server.spanContext().traceId, TRACE_ID);
  assert.equal(server.parentSpanContext?.spanId, 'b7ad6b7169203331');
  assert.equal(client.parentSpanContext?.spanId, server.spanContext().spanId);
  assert.deepEqual(seen, [`00-${TRACE_ID}-${client.spanContext().spanId}-01`]);
});

test('a CLIENT span has the stable names', async (t) => {
  const service = await startService(t, { answer: () => ({ status: 500 }) });
  await service.order();
  const [span] = service.spans(SpanKind.CLIENT);
  assert.equal(span?.name, 'GET');
  const port = Number(new URL(service.settings.dependencies[0]?.url ?? '').port);
  assert.partialDeepStrictEqual(span.attributes, {
    'http.request.method': 'GET',
    'http.response.status_code': 500,
    'server.address': '127.0.0.1',
    'server.port': port,
    'url.full': `http://127.0.0.1:${port}/stock/bolt`,
    'error.type': '500',
    'peer.service': 'inventory',
  });
});

test('a call without an answer says why in its span', async (t) => {
  const service = await startService(t, { answer: () => new Error('no answer') });
  await service.order();
  const [span] = service.spans(SpanKind.CLIENT);
  assert.equal(span?.attributes['http.response.status_code'], undefined);
  assert.equal(span?.attributes['error.type'], 'UND_ERR_SOCKET');
  assert.equal(span.status.code, SpanStatusCode.ERROR);
});

for (const traceparent of ['', 'nonsense', `00-${'0'.repeat(32)}-${'0'.repeat(16)}-01`]) {
  test(`the traceparent ${JSON.stringify(traceparent)} begins a new trace`, async (t) => {
    const service = await startService(t);
    assert.equal((await service.get('/orders', { traceparent })).status, 200);
    assert.equal(service.spans()[0]?.parentSpanContext, undefined);
  });
}

test('two services share one trace and one request ID', async (t) => {
  const atOnce = { DRAIN_DELAY_SECONDS: '0' };
  const inventory = await startProcess(t, atOnce);
  const dependencies = { DEPENDENCIES: `inventory=${inventory.url}` };
  const orders = await startProcess(t, { ...atOnce, ...dependencies });
  await Promise.all([inventory.waitUntilReady(), orders.waitUntilReady()]);
  const response = await fetch(`${orders.url}/orders`, {
    method: 'POST',
    body: JSON.stringify({ sku: 'bolt', quantity: 1 }),
    headers: {
      'Content-Type': 'application/json',
      'X-Request-ID': 'caller-1',
      traceparent: PARENT,
    },
  });
  assert.equal(response.status, 201);
  for (const process of [orders, inventory]) {
    process.terminate();
    assert.equal(await process.exit(), 0);
  }
  const [asked] = inventory.lines().filter((line) => 'endpoint' in line);
  const [ordered] = orders.lines().filter((line) => 'endpoint' in line);
  assert.equal(asked?.['endpoint'], '/stock/{sku}');
  assert.equal(ordered?.['endpoint'], '/orders');
  for (const line of [asked, ordered]) {
    assert.equal(line['request_id'], 'caller-1');
    assert.equal(line['trace_id'], TRACE_ID);
  }
  assert.notEqual(asked['span_id'], ordered['span_id']);
});
