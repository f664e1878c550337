/** Log lines: one schema for all of them, correlated, and without secrets. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { SERVICE_NAME } from '../src/contract.ts';
import { OrderStore } from '../src/order_store.ts';
import { startService } from './harness.ts';
import { startProcess } from './process.ts';
import { assertValid } from './schema.ts';

test('an access line says what happened, correlated by all three IDs', async (t) => {
  const service = await startService(t);
  await service.get('/orders/42?token=abc', { 'X-Request-ID': 'caller-1' });
  const [line] = service.accessLines();
  const [span] = service.spans();
  assert.ok(line && span);
  assertValid([line]);
  const { duration_seconds, timestamp, ...rest } = line;
  assert.ok(Number(duration_seconds) > 0 && Number(duration_seconds) < 1);
  assert.match(String(timestamp), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  assert.deepEqual(rest, {
    level: 'INFO',
    message: 'request answered',
    service: SERVICE_NAME,
    version: '0.0.0',
    environment: 'development',
    method: 'GET',
    endpoint: '/orders/{order_id}',
    path: '/orders/42',
    status: 404,
    client_address: '127.0.0.1',
    request_id: 'caller-1',
    trace_id: span.spanContext().traceId,
    span_id: span.spanContext().spanId,
  });
});

test('the lines of one request share its IDs', async (t) => {
  const service = await startService(t);
  await service.order();
  const [created] = service.lines({ message: 'order created' });
  const [access] = service.accessLines();
  assert.ok(created && access);
  assert.equal(created['sku'], 'bolt');
  for (const key of ['request_id', 'trace_id', 'span_id']) assert.equal(created[key], access[key]);
});

test('an unhandled exception is logged once with its stack; the caller sees none of it', async (t) => {
  const service = await startService(t);
  t.mock.method(OrderStore.prototype, 'newest', function explode() {
    throw new TypeError('password=hunter2 is wrong');
  });
  const response = await service.get('/orders');
  const [line, ...others] = service.lines({ level: 'ERROR' });
  assert.ok(line);
  assert.deepEqual(others, []);
  assertValid([line]);
  assert.equal(response.status, 500);
  assert.equal(line['status'], 500);
  assert.equal(line['message'], 'request failed');
  assert.equal(line['exception.type'], 'TypeError');
  assert.equal(line['exception.message'], 'password=[redacted] is wrong');
  assert.match(String(line['exception.stacktrace']), /explode/);
  assert.doesNotMatch(JSON.stringify(line) + response.text, /hunter2/);
  assert.equal(response.headers.get('Content-Type'), 'application/problem+json');
});

test('the cause of an error is in its stack', async (t) => {
  const service = await startService(t);
  const cause = new Error('token=abc was refused');
  service.log.error({ err: new Error('it failed', { cause }) }, 'look');
  const [line] = service.lines({ message: 'look' });
  assert.match(String(line?.['exception.stacktrace']), /caused by Error: token=\[redacted\]/);
});

for (const [field, value] of [
  ['authorization', 'Bearer abc.def'],
  ['Authorization', 'Basic YWJj'],
  ['cookie', 'session=1'],
  ['set-cookie', 'session=1'],
  ['password', 'hunter2'],
  ['db_password', 'hunter2'],
  ['token', 'abc'],
  ['access_token', 'abc'],
  ['x-api-key', 'abc'],
  ['client_secret', 'abc'],
  ['headers', { Authorization: 'Bearer abc', Cookie: 'a=b' }],
  ['outer', { inner: { password: 'hunter2' } }],
] as const) {
  test(`what a field like ${field} holds is not written`, async (t) => {
    const service = await startService(t);
    service.log.info({ [field]: value }, 'look');
    const [line] = service.lines({ message: 'look' });
    assert.ok(line);
    assertValid([line]);
    const written = Object.entries(line).filter(([key]) => key.startsWith(field));
    assert.ok(written.length > 0);
    for (const [, text] of written) assert.equal(text, '[redacted]');
  });
}

for (const [text, expected] of [
  ['sent Authorization: Bearer abc.def-1', 'sent Authorization: Bearer [redacted]'],
  ['password=hunter2&x=1', 'password=[redacted]&x=1'],
  ['{"token": "abc"}', '{"token": "[redacted]"}'],
  ['at https://ann:hunter2@db.test/x', 'at https://[redacted]@db.test/x'],
  ['the token was refused', 'the token was refused'],
  ['12 tokens left', '12 tokens left'],
] as const) {
  test(`within text: ${expected}`, async (t) => {
    const service = await startService(t);
    service.log.info({ text }, text);
    const line = service.lines().at(-1);
    assert.equal(line?.['message'], expected);
    assert.equal(line['text'], expected);
  });
}

test('hostile values stay one flat line', async (t) => {
  const service = await startService(t);
  const cyclic: Record<string, unknown> = {};
  cyclic['self'] = cyclic;
  service.log.info(
    {
      level: 'FATAL',
      trace_id: 'x',
      number: NaN,
      many: ['a', 'b'],
      lone: '\ud800',
      service: 'other',
      when: new Date(0),
      nameless: Object.create(null) as object,
      big: 1n,
      cyclic,
    },
    'a\n{"level":"ERROR"}',
  );
  const line = service.lines().at(-1);
  assert.ok(line);
  assertValid([line]);
  assert.equal(line['level'], 'INFO');
  assert.equal(line['message'], 'a\n{"level":"ERROR"}');
  assert.equal(line['service'], SERVICE_NAME);
  assert.equal(line['extra.service'], 'other');
  assert.equal(line['number'], 'NaN');
  assert.equal(line['many'], 'a; b');
});

test('lines below LOG_LEVEL are neither written nor counted', async (t) => {
  const service = await startService(t, { logLevel: 'WARN' });
  for (const level of ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const) {
    service.log[level]('said');
  }
  const levels = service.lines({ message: 'said' }).map((line) => line['level']);
  assert.deepEqual(levels, ['WARN', 'ERROR', 'ERROR']);
  for (const [level, count] of Object.entries({ DEBUG: 0, INFO: 0, WARN: 1, ERROR: 2 })) {
    assert.equal(await service.sample('log_messages_total', { level }), count, level);
  }
});

test('everything that a process writes is such a line', async (t) => {
  const service = await startProcess(t, { NODE_OPTIONS: '--trace-warnings', LOG_LEVEL: 'DEBUG' });
  await service.waitUntilReady();
  await fetch(`${service.url}/orders`, { method: 'POST', body: '{' });
  service.terminate();
  await service.waitUntil('/readyz', 503);
  assertValid(service.lines());
});
