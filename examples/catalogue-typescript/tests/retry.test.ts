/** Retries: vectors shared by all languages, and what a dependency sees of them. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  backoffSeconds,
  DEFAULT_RETRY_POLICY,
  IDEMPOTENT_METHODS,
  parseRetryAfter,
  RETRIED_STATUSES,
  retry,
  type Attempt,
  type RetryOutcome,
} from '../src/retry.ts';
import { startService, vectors } from './harness.ts';

interface Vector {
  method: string;
  random: number;
  attempts: { status?: number; error?: string; seconds?: number; retry_after?: string }[];
  pauses: number[];
  timeouts?: number[];
  outcomes: RetryOutcome[];
}

for (const vector of vectors<Vector>('retry.json')) {
  test(`retry: ${vector.law}`, async () => {
    let now = 0;
    const pauses: number[] = [];
    const timeouts: number[] = [];
    const outcomes: RetryOutcome[] = [];
    const steps = vector.attempts.values();
    const idempotent = IDEMPOTENT_METHODS.has(vector.method);
    const attempt = (timeoutSeconds: number): Promise<Attempt<unknown>> => {
      timeouts.push(timeoutSeconds);
      const step = steps.next().value ?? {};
      now += step.seconds ?? 0;
      const { status } = step;
      return Promise.resolve({
        value: step,
        failed: status === undefined || status >= 500 || status === 429,
        retriable: idempotent && (status === undefined || RETRIED_STATUSES.has(status)),
        retryAfterSeconds: parseRetryAfter(step.retry_after ?? null),
      });
    };
    const policy = {
      ...DEFAULT_RETRY_POLICY,
      now: () => now,
      random: () => vector.random,
      sleep: (seconds: number) => {
        pauses.push(seconds);
        now += seconds;
        return Promise.resolve();
      },
    };
    await retry(policy, attempt, (outcome) => outcomes.push(outcome));
    assertClose(pauses, vector.pauses);
    assert.deepEqual(outcomes, vector.outcomes);
    if (vector.timeouts) assertClose(timeouts, vector.timeouts);
  });
}

function assertClose(actual: number[], expected: number[]): void {
  const rounded = (numbers: number[]): number[] => numbers.map((n) => Number(n.toFixed(9)));
  assert.deepEqual(rounded(actual), rounded(expected));
}

test('however many attempts, a pause is not longer than the cap', () => {
  assert.equal(backoffSeconds({ ...DEFAULT_RETRY_POLICY, random: () => 1 }, 20), 2);
});

const NOW = new Date('2026-10-21T07:28:00Z');

for (const [value, expected] of [
  [null, undefined],
  ['', undefined],
  ['7', 7],
  [' 7 ', 7],
  ['-7', undefined],
  ['1.5', undefined],
  ['soon', undefined],
  ['99999999999999999999', undefined],
  ['٣', undefined],
  ['Wed, 21 Oct 2026 07:28:10 GMT', 10],
  ['Wed, 21 Oct 2026 07:27:00 GMT', 0],
] as const) {
  test(`Retry-After ${String(value)} is read as ${String(expected)}`, () => {
    assert.equal(parseRetryAfter(value, NOW), expected);
  });
}

test('a dependency that fails once costs the caller nothing but time', async (t) => {
  const statuses = [503, 200].values();
  const service = await startService(t, {
    answer: () => ({ status: statuses.next().value ?? 200, body: { available: true } }),
  });
  assert.equal((await service.order()).status, 201);
  for (const [outcome, count] of Object.entries({ success: 1, retry: 1, exhausted: 0 })) {
    assert.equal(
      await service.sample('retry_attempts_total', { name: 'inventory', outcome }),
      count,
    );
  }
  for (const status of ['200', '503']) {
    const labels = { peer: 'inventory', method: 'GET', status };
    assert.equal(await service.sample('http_client_request_duration_seconds_count', labels), 1);
  }
});

test('three attempts without an answer end in a 503 that asks to come back', async (t) => {
  const service = await startService(t, { answer: () => new Error('no answer') });
  const response = await service.order();
  assert.equal(response.status, 503);
  assert.equal(response.headers.get('Retry-After'), '1');
  const labels = { peer: 'inventory', method: 'GET', status: '_error' };
  assert.equal(await service.sample('http_client_request_duration_seconds_count', labels), 3);
  const levels = service.lines({ peer: 'inventory' }).map((line) => line['level']);
  assert.deepEqual(levels, ['WARN', 'WARN', 'WARN']);
});

test('an attempt that takes too long is given up', async (t) => {
  const slow = await startService(t, { flags: { 'fault.latency_ms': 60_000 } });
  const dependencies = [{ name: 'inventory', url: `http://127.0.0.1:${slow.port}` }];
  const limits = { clientTimeoutSeconds: 0.05, clientDeadlineSeconds: 0.2 };
  const service = await startService(t, { dependencies, ...limits, environment: 'production' });
  const began = performance.now();
  assert.equal((await service.order()).status, 503);
  assert.ok(performance.now() - began < 1000);
});
