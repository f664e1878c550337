/** The circuit breaker: vectors shared by all languages, and its metrics in a running service. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  CircuitBreaker,
  CircuitOpenError,
  type BreakerState,
  type Permit,
} from '../src/breaker.ts';
import { startService, vectors } from './harness.ts';

interface Step {
  at: number;
  repeat?: number;
  call?: 'allowed' | 'rejected';
  result?: 'success' | 'failure' | 'abandoned';
  begin?: string;
  end?: string;
  state: BreakerState;
}

const REPORT = { success: 'succeeded', failure: 'failed', abandoned: 'abandoned' } as const;

for (const vector of vectors<{ steps: Step[] }>('circuit_breaker.json')) {
  test(`circuit breaker: ${vector.law}`, () => {
    let now = 0;
    const breaker = new CircuitBreaker('inventory', { now: () => now });
    const begun = new Map<string, Permit>();
    for (const step of vector.steps) {
      now = step.at;
      for (let count = 0; count < (step.repeat ?? 1); count += 1) take(breaker, step, begun);
      assert.equal(breaker.state, step.state, JSON.stringify(step));
    }
  });
}

/** Makes the call of a step, or hands in the result of one that began before. */
function take(breaker: CircuitBreaker, step: Step, begun: Map<string, Permit>): void {
  if (step.call === 'rejected') {
    assert.throws(() => breaker.acquire(), CircuitOpenError);
    return;
  }
  const permit = step.end === undefined ? breaker.acquire() : begun.get(step.end);
  assert.ok(permit);
  if (step.begin !== undefined) begun.set(step.begin, permit);
  else if (step.result) permit[REPORT[step.result]]();
}

test('an open breaker says when to come back', () => {
  let now = 0;
  const breaker = new CircuitBreaker('inventory', { now: () => now });
  for (let count = 0; count < 5; count += 1) breaker.acquire().failed();
  now = 12;
  assert.throws(() => breaker.acquire(), { name: 'CircuitOpenError', retryAfterSeconds: 18 });
});

test('five failed attempts open it, and the metrics say so', async (t) => {
  let calls = 0;
  const service = await startService(t, {
    answer: () => {
      calls += 1;
      return { status: 500 };
    },
  });
  let last = await service.order();
  for (let count = 0; count < 7; count += 1) {
    last = await service.order();
    assert.equal(last.status, 503);
  }
  assert.equal(calls, 5);
  const wait = Number(last.headers.get('Retry-After'));
  assert.ok(wait >= 28 && wait <= 30, `${wait}`);
  const open = { name: 'inventory', state: 'open' };
  assert.equal(await service.sample('circuit_breaker_state', open), 1);
  const closed = { name: 'inventory', state: 'closed' };
  assert.equal(await service.sample('circuit_breaker_state', closed), 0);
  assert.equal(await service.sample('circuit_breaker_transitions_total', open), 1);
});

test('client errors do not open it', async (t) => {
  const service = await startService(t, { answer: () => ({ status: 418 }) });
  for (let count = 0; count < 10; count += 1) await service.order();
  const closed = { name: 'inventory', state: 'closed' };
  assert.equal(await service.sample('circuit_breaker_state', closed), 1);
});

test('a call that the client cancels is no failure of the dependency', async (t) => {
  const answer = (): Error => new Error('unused');
  const silent = await startService(t, { flags: { 'fault.latency_ms': 60_000 } });
  const dependencies = [{ name: 'inventory', url: `http://127.0.0.1:${silent.port}` }];
  const service = await startService(t, { dependencies, answer, environment: 'production' });
  const body = '{"sku":"bolt","quantity":1}';
  const head = `POST /orders HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: ${body.length}`;
  for (let count = 0; count < 6; count += 1) await service.sendRaw(`${head}\r\n\r\n${body}`, 50);
  const closed = { name: 'inventory', state: 'closed' };
  assert.equal(await service.sample('circuit_breaker_state', closed), 1);
  const aborted = { method: 'POST', endpoint: '/orders', status: '499' };
  assert.equal(await service.sample('http_requests_total', aborted), 6);
});
