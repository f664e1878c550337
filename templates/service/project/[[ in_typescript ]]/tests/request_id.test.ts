/** The request ID: vectors shared by all languages, on every response and every call. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { acceptRequestId } from '../src/request_id.ts';
import { startService, vectors } from './harness.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

for (const vector of vectors<{ offered: string; accepted: boolean }>('request_id.json')) {
  test(`request ID: ${vector.law}`, () => {
    const kept = acceptRequestId(vector.offered);
    if (vector.accepted) assert.equal(kept, vector.offered);
    else assert.match(kept, UUID);
  });
}

test('every response carries the caller’s ID, once, also within a problem', async (t) => {
  const service = await startService(t);
  for (const [method, path, status] of [
    ['GET', '/orders', 200],
    ['GET', '/orders/none', 404],
    ['GET', '/nowhere', 404],
    ['GET', '/%zz', 404],
    ['PATCH', '/orders', 405],
    ['POST', '/orders', 422],
    ['GET', '/livez', 200],
    ['GET', '/metrics', 200],
    ['POST', '/metrics', 405],
  ] as const) {
    const headers = { 'X-Request-ID': 'caller-1' };
    const response = await service.request(method, path, { headers });
    assert.equal(response.status, status, path);
    assert.equal(response.headers.get('X-Request-ID'), 'caller-1');
    if (status >= 400) {
      assert.equal(response.headers.get('Content-Type'), 'application/problem+json');
      assert.equal(response.json()['request_id'], 'caller-1');
    }
  }
});

test('413, 429, 500 and 503 are answered with an ID too', async (t) => {
  const headers = { 'X-Request-ID': 'caller-1' };
  const limits = { maxBodyBytes: 10, rateLimitBurst: 2, rateLimitPerSecond: 0.001 };
  const limited = await startService(t, limits);
  const large = await limited.send('POST', '/orders', 'x'.repeat(11), headers);
  await limited.get('/orders');
  const excess = await limited.get('/orders', headers);
  const failing = await startService(t, { flags: { 'fault.error_ratio': 1 } });
  const failed = await failing.get('/orders', headers);
  const slow = { flags: { 'fault.latency_ms': 1000 }, requestTimeoutSeconds: 0.02 };
  const late = await (await startService(t, slow)).get('/orders', headers);
  const responses = [large, excess, failed, late];
  assert.deepEqual(
    responses.map(({ status }) => status),
    [413, 429, 500, 503],
  );
  for (const response of responses) {
    assert.equal(response.headers.get('X-Request-ID'), 'caller-1');
    assert.equal(response.json()['request_id'], 'caller-1');
  }
});

test('what is no request is refused with an ID of its own', async (t) => {
  const service = await startService(t);
  for (const bytes of ['get /orders HTTP/1.1\r\n\r\n', 'CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n']) {
    const answer = await service.sendRaw(bytes);
    assert.match(answer, /^HTTP\/1\.1 40[05] /);
    assert.match(answer, /\r\nX-Request-ID: [0-9a-f-]{36}\r\n/);
    assert.match(answer, /application\/problem\+json/);
  }
  assert.equal(service.accessLines().length, 2);
});

test('without an ID of the caller’s every response has a new one', async (t) => {
  const service = await startService(t);
  const ids = new Set<string | null>();
  for (let count = 0; count < 20; count += 1) {
    ids.add((await service.get('/orders')).headers.get('X-Request-ID'));
  }
  assert.equal(ids.size, 20);
});

test('the ID goes on to the dependency, on each attempt', async (t) => {
  const seen: unknown[] = [];
  const service = await startService(t, {
    answer: (request) => {
      seen.push(request.headers['x-request-id']);
      return { status: 503 };
    },
  });
  const order = { sku: 'bolt', quantity: 1 };
  await service.send('POST', '/orders', order, { 'X-Request-ID': 'caller-1' });
  assert.deepEqual(seen, ['caller-1', 'caller-1', 'caller-1']);
});
