/** Feature flags: evaluated from the file, followed when it changes, harmless when it is wrong. */

import assert from 'node:assert/strict';
import { copyFileSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';

import { FlagFileError, injectsFault, parseFlags } from '../src/flag_file.ts';
import { Flags } from '../src/flags.ts';
import { FLAGS_FILE, startService, type Service } from './harness.ts';

const ON_OFF = { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'on' };

function fileOf(definitions: Record<string, unknown>): string {
  return JSON.stringify({ flags: definitions });
}

function flagsOf(service: Service): Flags {
  return new Flags(service.settings, service.metrics, service.log);
}

test('a release needs no deployment', async (t) => {
  const before = await startService(t);
  const after = await startService(t, { flags: { 'express-orders': true } });
  assert.equal((await before.order()).json()['express'], false);
  assert.equal((await after.order()).json()['express'], true);
});

test('evaluations are counted by flag, variant and reason', async (t) => {
  const service = await startService(t);
  await service.order();
  const labels = { flag: 'express-orders', variant: 'off', reason: 'static' };
  assert.equal(await service.sample('feature_flag_evaluations_total', labels), 1);
});

test('flags make the service fail and dawdle, as seen in its own metrics', async (t) => {
  const flags = { 'fault.error_ratio': 1, 'fault.latency_ms': 30 };
  const service = await startService(t, { flags });
  assert.equal((await service.get('/orders')).status, 500);
  const labels = { method: 'GET', endpoint: '/orders', status: '500' };
  assert.equal(await service.sample('http_requests_total', labels), 1);
  const seconds = await service.sample('http_request_duration_seconds_sum', labels);
  assert.ok(seconds !== undefined && seconds >= 0.028, `${seconds}`);
});

test('a flag takes the service out of the load balancer', async (t) => {
  const service = await startService(t, { flags: { 'fault.not_ready': true } });
  assert.deepEqual((await service.get('/readyz')).json()['reasons'], ['a fault is injected']);
});

test('faults are refused in production, loudly; other flags still work', async (t) => {
  const faults = { 'fault.error_ratio': 1, 'fault.latency_ms': 30_000, 'fault.not_ready': true };
  const flags = { ...faults, 'express-orders': true };
  const service = await startService(t, { environment: 'production', flags });
  const response = await service.order();
  assert.equal(response.status, 201);
  assert.equal(response.json()['express'], true);
  assert.equal((await service.get('/readyz')).status, 200);
  const refused = service.lines({ level: 'ERROR' }).map((line) => line['flag']);
  assert.deepEqual(refused.sort(), Object.keys(faults).sort());
});

test('a changed file is read again, also one that was swapped as Kubernetes does', async (t) => {
  const service = await startService(t);
  const flags = flagsOf(service);
  assert.equal(await flags.isOn('express-orders'), false);
  service.setFlag('express-orders', true);
  flags.refresh();
  assert.equal(await flags.isOn('express-orders'), true);
  const swapped = `${service.flagsFile}.new`;
  copyFileSync(FLAGS_FILE, swapped);
  renameSync(swapped, service.flagsFile);
  flags.refresh();
  assert.equal(await flags.isOn('express-orders'), false);
});

test('a number is counted each time, and follows the file', async (t) => {
  const service = await startService(t);
  const flags = flagsOf(service);
  for (let i = 0; i < 3; i += 1) assert.equal(await flags.number('fault.latency_ms'), 0);
  service.setFlag('fault.latency_ms', 20);
  flags.refresh();
  for (let i = 0; i < 2; i += 1) assert.equal(await flags.number('fault.latency_ms'), 20);
  for (const [variant, count] of [
    ['none', 3],
    ['test', 2],
  ] as const) {
    const labels = { flag: 'fault.latency_ms', variant, reason: 'static' };
    assert.equal(await service.sample('feature_flag_evaluations_total', labels), count);
  }
});

test('a running service follows its file', async (t) => {
  const service = await startService(t);
  service.setFlag('express-orders', true);
  const until = performance.now() + 5000;
  while ((await service.order()).json()['express'] !== true) {
    assert.ok(performance.now() < until);
  }
  assert.match(
    String(service.lines({ message: 'flags changed' })[0]?.['variants.express-orders']),
    /test/,
  );
});

for (const [name, spoil] of Object.entries<(path: string) => void>({
  'half a document': (path) => {
    writeFileSync(path, '{');
  },
  'an array': (path) => {
    writeFileSync(path, '[]');
  },
  'no flags': (path) => {
    writeFileSync(path, '{"flags": 1}');
  },
  'a wrong flag': (path) => {
    writeFileSync(path, fileOf({ broken: {} }));
  },
  'no text': (path) => {
    writeFileSync(path, Buffer.from([0xff]));
  },
  'nothing at all': (path) => {
    rmSync(path);
  },
})) {
  test(`a file that becomes ${name} is refused, once, and the flags stay`, async (t) => {
    const service = await startService(t);
    const flags = flagsOf(service);
    service.setFlag('express-orders', true);
    flags.refresh();
    spoil(service.flagsFile);
    flags.refresh();
    flags.refresh();
    assert.equal(await flags.isOn('express-orders'), true);
    assert.equal(service.lines({ level: 'ERROR' }).length, 1);
  });
}

test('a missing or mistyped flag is neutral, and counted', async (t) => {
  const service = await startService(t);
  const flags = flagsOf(service);
  assert.equal(await flags.isOn('not-there'), false);
  assert.equal(await flags.number('express-orders'), 0);
  const labels = { flag: 'not-there', variant: '_default', reason: 'error' };
  assert.equal(await service.sample('feature_flag_evaluations_total', labels), 1);
});

test('a disabled flag says what the code says', async (t) => {
  const service = await startService(t);
  writeFileSync(service.flagsFile, fileOf({ express: { ...ON_OFF, state: 'DISABLED' } }));
  assert.equal(await flagsOf(service).isOn('express'), false);
  const labels = { flag: 'express', variant: '_default', reason: 'disabled' };
  assert.equal(await service.sample('feature_flag_evaluations_total', labels), 1);
});

for (const [definition, problem] of [
  [{ ...ON_OFF, state: 'on' }, 'state is not one of'],
  [{ ...ON_OFF, defaultVariant: 'maybe' }, 'defaultVariant is not one of'],
  [{ ...ON_OFF, defaultVariant: 'toString' }, 'defaultVariant is not one of'],
  [{ ...ON_OFF, variants: {} }, 'has no variants'],
  [{ ...ON_OFF, variants: { on: true, off: 0 } }, 'different types'],
  [{ ...ON_OFF, targeting: { if: [true, 'on'] } }, 'targeting is not supported'],
  [[], 'is not an object'],
] as const) {
  test(`a wrong definition is named: ${problem}`, () => {
    const named = (error: unknown): boolean =>
      error instanceof FlagFileError &&
      error.message.startsWith('express: ') &&
      error.message.includes(problem);
    assert.throws(() => parseFlags(fileOf({ express: definition })), named);
  });
}

for (const ratio of [-0.1, 1.5, true, '1']) {
  test(`the ratio ${JSON.stringify(ratio)} is impossible`, () => {
    const flag = { state: 'ENABLED', variants: { x: ratio }, defaultVariant: 'x' };
    const text = fileOf({ 'fault.error_ratio': flag });
    assert.throws(() => parseFlags(text), /ratio from 0 to 1/);
  });
}

test('the flags of the repository are all neutral', () => {
  const flags = parseFlags(readFileSync(FLAGS_FILE, 'utf8'));
  assert.deepEqual([...flags.values()].filter(injectsFault), []);
  for (const name of [
    'express-orders',
    'fault.error_ratio',
    'fault.latency_ms',
    'fault.not_ready',
  ]) {
    assert.ok(flags.has(name), name);
  }
});
