/** Request metrics: what is counted, under which labels, and what is not. */

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';

import { OrderStore } from '../src/order_store.ts';
import { startService } from './harness.ts';

const OPENMETRICS = { Accept: 'application/openmetrics-text; version=1.0.0' };

test('the counter equals the histogram’s count for every label set', async (t) => {
  const service = await startService(t);
  await service.order();
  for (const path of ['/orders', '/orders/none', '/nowhere']) {
    for (const method of ['GET', 'HEAD', 'PATCH', 'DELETE', 'PROPFIND']) {
      await service.request(method, path);
    }
  }
  await service.sendRaw('BREW /orders HTTP/1.1\r\n\r\n');
  const counted = await service.series('http_requests_total');
  const total = counted.values().reduce((sum, value) => sum + value, 0);
  assert.equal(total, 17);
  assert.deepEqual(counted, await service.series('http_request_duration_seconds_count'));
});

test('known series start at zero', async (t) => {
  const service = await startService(t, { answer: () => ({ status: 200 }) });
  for (const name of [
    'http_requests_total',
    'retry_attempts_total',
    'rate_limit_decisions_total',
    'circuit_breaker_transitions_total',
  ]) {
    const values = new Set((await service.series(name)).values());
    assert.deepEqual(values, new Set([0]), name);
  }
  const labels = { method: 'POST', endpoint: '/orders', status: '503' };
  assert.equal(await service.sample('http_requests_total', labels), 0);
  assert.equal(await service.sample('http_requests_in_flight'), 0);
  const flag = { flag: 'express-orders', variant: 'on', reason: 'static' };
  assert.equal(await service.sample('feature_flag_evaluations_total', flag), 0);
});

test('300 random paths add at most two series', async (t) => {
  const service = await startService(t, { rateLimitBurst: 1000 });
  const before = (await service.series('http_requests_total')).size;
  for (let count = 0; count < 300; count += 1) {
    await service.get(
      `/${randomBytes(15).toString('base64url')}/%${randomBytes(1).toString('hex')}`,
    );
  }
  const added = (await service.series('http_requests_total')).size - before;
  assert.ok(added <= 2, `${added}`);
});

for (const [method, status] of [
  ['PROPFIND', '405'],
  ['TRACE', '405'],
  ['CONNECT', '405'],
  ['BREW', '400'],
  ['get', '400'],
  ['X'.repeat(200), '400'],
] as const) {
  test(`the method ${method.slice(0, 10)} is counted as _OTHER`, async (t) => {
    const service = await startService(t);
    await service.sendRaw(`${method} /orders HTTP/1.1\r\nHost: orders\r\n\r\n`);
    const labels = { method: '_OTHER', endpoint: '_unmatched', status };
    assert.equal(await service.sample('http_requests_total', labels), 1);
  });
}

test('a path with nothing in the place of a name is no route', async (t) => {
  const service = await startService(t);
  for (const path of ['/orders/', '/stock/']) {
    assert.equal((await service.get(path)).status, 404);
  }
  const labels = { method: 'GET', endpoint: '_unmatched', status: '404' };
  assert.equal(await service.sample('http_requests_total', labels), 2);
});

test('405 lists all methods of the path, and counts as unmatched', async (t) => {
  const service = await startService(t);
  const response = await service.request('PATCH', '/orders/42');
  assert.equal(response.status, 405);
  assert.equal(response.headers.get('Allow'), 'DELETE, GET, PUT');
  const labels = { method: 'PATCH', endpoint: '_unmatched', status: '405' };
  assert.equal(await service.sample('http_requests_total', labels), 1);
});

test('an unhandled exception counts as 500, with the route’s own label', async (t) => {
  const service = await startService(t);
  t.mock.method(OrderStore.prototype, 'newest', () => {
    throw new Error('a bug');
  });
  assert.equal((await service.get('/orders')).status, 500);
  const labels = { method: 'GET', endpoint: '/orders', status: '500' };
  assert.equal(await service.sample('http_requests_total', labels), 1);
  assert.equal(await service.sample('http_requests_in_flight'), 0);
});

test('a client that hangs up counts as 499; its work is cancelled', async (t) => {
  const service = await startService(t, { flags: { 'fault.latency_ms': 30_000 } });
  const began = performance.now();
  await service.sendRaw('GET /orders HTTP/1.1\r\nHost: orders\r\n\r\n', 50);
  assert.ok(performance.now() - began < 5000);
  const labels = { method: 'GET', endpoint: '/orders', status: '499' };
  assert.equal(await service.sample('http_requests_total', labels), 1);
  assert.equal(service.accessLines()[0]?.['status'], 499);
});

test('so does one that hangs up in the middle of its body', async (t) => {
  const service = await startService(t);
  const head = 'POST /orders HTTP/1.1\r\nHost: orders\r\nContent-Type: application/json';
  await service.sendRaw(`${head}\r\nContent-Length: 100\r\n\r\n{"sku"`, 50);
  const labels = { method: 'POST', endpoint: '/orders', status: '499' };
  assert.equal(await service.sample('http_requests_total', labels), 1);
});

test('hanging up after the answer is no abort', async (t) => {
  const service = await startService(t);
  await service.sendRaw('GET /nowhere HTTP/1.1\r\nHost: orders\r\n\r\n');
  const labels = { method: 'GET', endpoint: '_unmatched', status: '404' };
  assert.equal(await service.sample('http_requests_total', labels), 1);
});

test('a body that is too large counts as 413, announced or not', async (t) => {
  const service = await startService(t, { maxBodyBytes: 100 });
  const announced = await service.send('POST', '/orders', 'x'.repeat(101));
  const body = ReadableStream.from(Array.from({ length: 11 }, () => Buffer.alloc(10)));
  const streamed = await service.request('POST', '/orders', { body, duplex: 'half' });
  assert.deepEqual([announced.status, streamed.status], [413, 413]);
  const labels = { method: 'POST', endpoint: '/orders', status: '413' };
  assert.equal(await service.sample('http_requests_total', labels), 2);
});

test('a request that takes too long counts as 503', async (t) => {
  const flags = { 'fault.latency_ms': 30_000 };
  const service = await startService(t, { flags, requestTimeoutSeconds: 0.05 });
  const response = await service.get('/orders');
  assert.equal(response.status, 503);
  assert.equal(response.headers.get('Retry-After'), '1');
  const labels = { method: 'GET', endpoint: '/orders', status: '503' };
  assert.equal(await service.sample('http_requests_total', labels), 1);
});

test('also where the route itself does not listen', async (t) => {
  const service = await startService(t, { requestTimeoutSeconds: 0.05 });
  t.mock.method(OrderStore.prototype, 'newest', () => new Promise(() => undefined));
  assert.equal((await service.get('/orders')).status, 503);
});

test('probes and /metrics are not counted, traced or logged', async (t) => {
  const service = await startService(t);
  for (const path of ['/livez', '/readyz', '/startupz', '/metrics']) {
    await service.get(path);
    await service.request('POST', path);
  }
  const counted = await service.series('http_requests_total');
  assert.deepEqual(new Set(counted.values()), new Set([0]));
  assert.deepEqual(service.spans(), []);
  assert.deepEqual(service.accessLines(), []);
});

test('counter and histogram lead to the trace of a request that they counted', async (t) => {
  const service = await startService(t);
  await service.get('/orders');
  const response = await service.get('/metrics', OPENMETRICS);
  const trace = service.spans()[0]?.spanContext().traceId ?? '';
  assert.match(response.headers.get('Content-Type') ?? '', /^application\/openmetrics-text/);
  assert.ok(response.text.endsWith('\n# EOF\n'));
  const led = response.text
    .split('\n')
    .filter((line) => line.includes(` # {trace_id="${trace}"} `));
  assert.deepEqual(
    led.map((line) => line.split('{')[0]),
    ['http_requests_total', 'http_request_duration_seconds_bucket'],
  );
});

test('a trace that is not kept leaves no exemplar', async (t) => {
  const service = await startService(t);
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00';
  await service.get('/orders', { traceparent });
  assert.doesNotMatch((await service.get('/metrics', OPENMETRICS)).text, /trace_id/);
});

test('without a wish the plain text format is answered, before and after OpenMetrics', async (t) => {
  const service = await startService(t);
  const first = await service.get('/metrics');
  const openMetrics = await service.get('/metrics', OPENMETRICS);
  const second = await service.get('/metrics');
  for (const { headers, text } of [first, second]) {
    assert.match(headers.get('Content-Type') ?? '', /^text\/plain/);
    assert.match(text, /^# TYPE http_requests_total counter$/m);
    assert.match(text, /^build_info\{.*language="typescript".*\} 1$/m);
  }
  assert.match(openMetrics.text, /^# TYPE http_requests counter$/m);
  assert.doesNotMatch(first.text + openMetrics.text, /_created/);
});

test('bounds are written as Prometheus keeps them', async (t) => {
  const { text } = await (await startService(t)).get('/metrics');
  assert.match(text, /le="1\.0"/);
  assert.doesNotMatch(text, /le="[0-9]+"/);
});
