/** Shutdown, in a real process: no request lost, the last spans sent, exit code 0. */

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { FLAGS_FILE } from './harness.ts';
import { startCollector, startProcess } from './process.ts';
import { assertValid } from './schema.ts';

/** A flags file that makes every request take this long. */
function slowFlags(t: TestContext, milliseconds: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'flags-'));
  t.after(() => {
    rmSync(folder, { recursive: true });
  });
  const document = JSON.parse(readFileSync(FLAGS_FILE, 'utf8')) as {
    flags: Record<string, unknown>;
  };
  document.flags['fault.latency_ms'] = {
    state: 'ENABLED',
    variants: { slow: milliseconds },
    defaultVariant: 'slow',
  };
  const path = join(folder, 'flags.json');
  writeFileSync(path, JSON.stringify(document));
  return path;
}

test('SIGTERM under load loses no request', async (t) => {
  const service = await startProcess(t, {
    DRAIN_DELAY_SECONDS: '1',
    RATE_LIMIT_PER_SECOND: '100000',
    LOG_LEVEL: 'WARN',
  });
  await service.waitUntilReady();
  const statuses: number[] = [];
  const leaving = new AbortController();
  const call = async (): Promise<void> => {
    while (!leaving.signal.aborted) {
      const response = await fetch(`${service.url}/orders`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: '{"sku":"bolt","quantity":1}',
      });
      await response.arrayBuffer();
      statuses.push(response.status);
    }
  };
  const callers = Array.from({ length: 10 }, call);
  await sleep(500);
  service.terminate();
  await service.waitUntil('/readyz', 503);
  await sleep(300);
  leaving.abort();
  await Promise.all(callers);
  assert.equal(await service.exit(), 0);
  assert.ok(statuses.length > 20);
  assert.deepEqual(new Set(statuses), new Set([201]));
});

test('a request in flight that takes five seconds is answered', async (t) => {
  const service = await startProcess(t, {
    DRAIN_DELAY_SECONDS: '0',
    FLAGS_FILE: slowFlags(t, 5000),
  });
  await service.waitUntilReady();
  const began = performance.now();
  const request = fetch(`${service.url}/orders`);
  await sleep(300);
  service.terminate();
  assert.equal((await request).status, 200);
  assert.ok(performance.now() - began >= 4900);
  assert.equal(await service.exit(), 0);
});

test('every step is told and the last spans arrive', async (t) => {
  const collector = await startCollector(t);
  const service = await startProcess(t, {
    DRAIN_DELAY_SECONDS: '0.5',
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_BSP_SCHEDULE_DELAY: '60000',
  });
  await service.waitUntilReady();
  service.terminate();
  await service.waitUntil('/readyz', 503);
  const served = await fetch(`${service.url}/orders`);
  assert.equal(served.status, 200);
  assert.equal(served.headers.get('Connection'), 'close');
  assert.equal(await service.exit(), 0);
  assert.equal(collector.bodies.length, 1);
  assert.ok(collector.bodies[0]?.includes('GET /orders'));
  assertValid(service.lines());
  const steps = [
    'service started',
    'shutdown requested',
    'not ready any more, still serving',
    'no new connections, finishing requests in flight',
    'requests in flight are finished',
    'spans flushed',
    'service stopped',
  ];
  const told = service.messages().filter((message) => steps.includes(message));
  assert.deepEqual(told, steps);
});

test('a request that takes too long is cut off, and the process still ends in order', async (t) => {
  const service = await startProcess(t, {
    DRAIN_DELAY_SECONDS: '0',
    SHUTDOWN_TIMEOUT_SECONDS: '0.3',
    FLAGS_FILE: slowFlags(t, 9000),
  });
  await service.waitUntilReady();
  const request = fetch(`${service.url}/orders`).catch(() => 'cut off');
  await sleep(200);
  service.terminate();
  assert.equal(await request, 'cut off');
  assert.equal(await service.exit(), 0);
});

test('a collector that is down does not hold the process', async (t) => {
  const service = await startProcess(t, {
    DRAIN_DELAY_SECONDS: '0',
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
  });
  await service.waitUntilReady();
  await fetch(`${service.url}/orders`);
  const began = performance.now();
  service.terminate();
  assert.equal(await service.exit(), 0);
  assert.ok(performance.now() - began < 8000);
  assertValid(service.lines());
});

test('a second signal does not wait', async (t) => {
  const service = await startProcess(t, { DRAIN_DELAY_SECONDS: '60' });
  await service.waitUntilReady();
  service.terminate();
  await service.waitUntil('/readyz', 503);
  service.terminate();
  await service.exit();
  assert.equal(service.messages().at(-1), 'second signal, not waiting any longer');
});

test('a client that hangs up is seen', async (t) => {
  const flagsFile = slowFlags(t, 5000);
  const service = await startProcess(t, { DRAIN_DELAY_SECONDS: '0', FLAGS_FILE: flagsFile });
  await service.waitUntilReady();
  const socket = connect(Number(new URL(service.url).port), '127.0.0.1');
  socket.write('GET /orders HTTP/1.1\r\nHost: orders\r\n\r\n');
  await sleep(200);
  socket.destroy();
  await sleep(200);
  const metrics = await (await fetch(`${service.url}/metrics`)).text();
  const wanted = 'http_requests_total{method="GET",endpoint="/orders",status="499"} 1';
  assert.ok(metrics.includes(wanted));
});

test('the answer to a large body is not lost to a reset', async (t) => {
  const service = await startProcess(t, { MAX_BODY_BYTES: '1000000' });
  await service.waitUntilReady();
  for (let count = 0; count < 5; count += 1) {
    const body = Buffer.alloc(5_000_000);
    const response = await fetch(`${service.url}/orders`, { method: 'POST', body });
    assert.equal(response.status, 413);
    const { request_id } = (await response.json()) as { request_id: string };
    assert.equal(response.headers.get('X-Request-ID'), request_id);
  }
});
