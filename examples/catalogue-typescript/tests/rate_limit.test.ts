/** The rate limit: vectors shared by all languages, and what a caller sees of it. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { TokenBucket } from '../src/rate_limit.ts';
import { startService, vectors } from './harness.ts';

interface Vector {
  per_second: number;
  burst: number;
  steps: { at: number; take: number; allowed: number; retry_after?: number }[];
}

for (const vector of vectors<Vector>('rate_limit.json')) {
  test(`token bucket: ${vector.law}`, () => {
    let now = 0;
    const bucket = new TokenBucket(vector.per_second, vector.burst, () => now);
    for (const step of vector.steps) {
      now = step.at;
      const waits = Array.from({ length: step.take }, () => bucket.take());
      assert.equal(waits.filter((wait) => wait === 0).length, step.allowed);
      const turnedAway = waits.find((wait) => wait > 0);
      assert.equal(turnedAway && Math.ceil(turnedAway), step.retry_after);
    }
  });
}

test('excess is turned away, and counted', async (t) => {
  const service = await startService(t, { rateLimitPerSecond: 0.5, rateLimitBurst: 2 });
  assert.equal((await service.get('/orders')).status, 200);
  assert.equal((await service.get('/nowhere')).status, 404);
  const response = await service.get('/orders');
  assert.equal(response.status, 429);
  assert.equal(response.headers.get('Retry-After'), '2');
  assert.equal(response.headers.get('Content-Type'), 'application/problem+json');
  for (const [decision, count] of Object.entries({ allowed: 2, rejected: 1 })) {
    const labels = { limiter: 'inbound', decision };
    assert.equal(await service.sample('rate_limit_decisions_total', labels), count);
  }
  const labels = { method: 'GET', endpoint: '/orders', status: '429' };
  assert.equal(await service.sample('http_requests_total', labels), 1);
});

test('an overloaded service still answers the kubelet and Prometheus', async (t) => {
  const service = await startService(t, { rateLimitPerSecond: 0.001, rateLimitBurst: 1 });
  await service.get('/orders');
  assert.equal((await service.get('/orders')).status, 429);
  for (const path of ['/livez', '/readyz', '/startupz', '/metrics']) {
    assert.equal((await service.get(path)).status, 200, path);
  }
});
