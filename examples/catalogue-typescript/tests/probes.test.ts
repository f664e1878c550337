/** Probes: three questions with three answers. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { pino } from 'pino';

import { DependencyHealth } from '../src/dependency_health.ts';
import type { Phase } from '../src/lifecycle.ts';
import { DEFAULT_SETTINGS } from '../src/settings.ts';
import { startService, startStandIn } from './harness.ts';
import { freePort, startProcess } from './process.ts';

const PROBES = ['/livez', '/readyz', '/startupz'] as const;

test('a started service says yes to all; the metric agrees', async (t) => {
  const service = await startService(t);
  for (const path of PROBES) {
    const response = await service.get(path);
    assert.equal(response.status, 200);
    assert.deepEqual(response.json(), { status: 'ok' });
  }
  assert.equal(await service.sample('service_ready'), 1);
});

for (const [phase, live, ready, started] of [
  ['starting', 200, 503, 503],
  ['serving', 200, 200, 200],
  ['draining', 200, 503, 200],
] as [Phase, number, number, number][]) {
  test(`probes of a service that is ${phase}`, async (t) => {
    const service = await startService(t);
    service.lifecycle.phase = phase;
    const responses = await Promise.all(PROBES.map((path) => service.get(path)));
    assert.deepEqual(
      responses.map(({ status }) => status),
      [live, ready, started],
    );
    assert.equal(await service.sample('service_ready'), ready === 200 ? 1 : 0);
  });
}

test('readiness says why not', async (t) => {
  const service = await startService(t);
  service.lifecycle.phase = 'draining';
  const response = await service.get('/readyz');
  assert.deepEqual(response.json()['reasons'], ['draining']);
  assert.equal(response.headers.get('Connection'), 'close');
});

test('a dependency that is not critical does not matter', async (t) => {
  const service = await startService(t, { answer: () => ({ status: 500 }) });
  await service.order();
  assert.equal((await service.get('/readyz')).status, 200);
});

test('a critical dependency that is down is named, and the process stays alive', async (t) => {
  const service = await startService(t, {
    dependencies: [{ name: 'inventory', url: `http://127.0.0.1:${await freePort()}` }],
    criticalDependencies: ['inventory'],
  });
  const response = await service.get('/readyz');
  assert.equal(response.status, 503);
  assert.deepEqual(response.json()['reasons'], ['inventory is down']);
  assert.equal((await service.get('/livez')).status, 200);
});

test('a dependency is up with any answer below 500, and a change is noticed', async (t) => {
  let status = 503;
  const url = await startStandIn(t, () => ({ status }));
  const health = new DependencyHealth(
    {
      ...DEFAULT_SETTINGS,
      dependencies: [{ name: 'inventory', url }],
      criticalDependencies: ['inventory'],
    },
    pino({ enabled: false }),
  );
  assert.deepEqual(health.reasons(), ['inventory is down']);
  for (const [answer, reasons] of [
    [503, ['inventory is down']],
    [404, []],
    [500, ['inventory is down']],
    [200, []],
  ] as const) {
    status = answer;
    await health.check();
    assert.deepEqual(health.reasons(), reasons);
  }
});

for (const path of [...PROBES, '/metrics']) {
  test(`${path} is read only`, async (t) => {
    const service = await startService(t);
    assert.equal((await service.request('HEAD', path)).status, 200);
    const response = await service.request('DELETE', path);
    assert.equal(response.status, 405);
    assert.equal(response.headers.get('Allow'), 'GET, HEAD');
  });
}

test('a process is not ready before its critical dependency runs', async (t) => {
  const port = await freePort();
  const service = await startProcess(t, {
    DEPENDENCIES: `inventory=http://127.0.0.1:${port}`,
    CRITICAL_DEPENDENCIES: 'inventory',
  });
  await service.waitUntil('/livez', 200);
  const response = await fetch(`${service.url}/readyz`);
  assert.equal(response.status, 503);
  assert.match(await response.text(), /inventory is down/);
  await startProcess(t, { PORT: `${port}` });
  await service.waitUntil('/readyz', 200);
});
