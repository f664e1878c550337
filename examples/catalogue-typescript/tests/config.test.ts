/** Configuration: every variable read and checked at the start, all problems told at once. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { DEFAULT_SETTINGS, InvalidSettingsError, readSettings } from '../src/settings.ts';
import { DEFAULT_TRACE_SETTINGS } from '../src/trace_settings.ts';
import { startProcess } from './process.ts';

function problemsOf(variables: Record<string, string>): readonly string[] {
  try {
    readSettings(variables);
  } catch (error) {
    assert.ok(error instanceof InvalidSettingsError);
    return error.problems;
  }
  return [];
}

test('an empty environment gives the defaults; an empty variable is an absent one', () => {
  assert.deepEqual(readSettings({}), DEFAULT_SETTINGS);
  const empty = { PORT: '', DEPENDENCIES: '  ', LOG_LEVEL: '', CHAIN_STOCK: '' };
  assert.deepEqual(readSettings(empty), DEFAULT_SETTINGS);
});

test('every variable is read', () => {
  const settings = readSettings({
    PORT: '9000',
    ENVIRONMENT: 'production',
    LOG_LEVEL: 'WARN',
    SERVICE_VERSION: '1.2.3+build.4',
    DEPENDENCIES: 'inventory=http://inventory:8080/, mail=https://mail.test/api',
    CRITICAL_DEPENDENCIES: 'mail',
    DRAIN_DELAY_SECONDS: '0',
    SHUTDOWN_TIMEOUT_SECONDS: '1.5',
    REQUEST_TIMEOUT_SECONDS: '2',
    CLIENT_TIMEOUT_SECONDS: '0.5',
    CLIENT_DEADLINE_SECONDS: '1',
    RATE_LIMIT_PER_SECOND: '0.5',
    RATE_LIMIT_BURST: '1',
    MAX_BODY_BYTES: '10',
    FLAGS_FILE: '/etc/flags.json',
    CHAIN_STOCK: 'TRUE',
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318/',
    OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
    OTEL_TRACES_SAMPLER_ARG: '0.1',
    OTEL_BSP_SCHEDULE_DELAY: '100',
    OTEL_BSP_EXPORT_TIMEOUT: '200',
    OTEL_BSP_MAX_QUEUE_SIZE: '300',
    OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '30',
  });
  assert.deepEqual(settings, {
    port: 9000,
    environment: 'production',
    logLevel: 'WARN',
    version: '1.2.3+build.4',
    dependencies: [
      { name: 'inventory', url: 'http://inventory:8080' },
      { name: 'mail', url: 'https://mail.test/api' },
    ],
    criticalDependencies: ['mail'],
    drainDelaySeconds: 0,
    shutdownTimeoutSeconds: 1.5,
    requestTimeoutSeconds: 2,
    clientTimeoutSeconds: 0.5,
    clientDeadlineSeconds: 1,
    rateLimitPerSecond: 0.5,
    rateLimitBurst: 1,
    maxBodyBytes: 10,
    flagsFile: '/etc/flags.json',
    chainStock: true,
    traces: {
      endpoint: 'http://collector:4318/v1/traces',
      sampler: 'parentbased_traceidratio',
      samplerRatio: 0.1,
      exportDelayMs: 100,
      exportTimeoutMs: 200,
      maxQueueSize: 300,
      maxBatchSize: 30,
    },
  });
});

for (const [name, value] of [
  ['PORT', '0'],
  ['PORT', '65536'],
  ['PORT', '80 80'],
  ['PORT', 'eighty'],
  ['PORT', '٨٠٨٠'],
  ['PORT', '1e3'],
  ['PORT', '0x50'],
  ['ENVIRONMENT', 'prod'],
  ['LOG_LEVEL', 'info'],
  ['SERVICE_VERSION', '1.0 beta'],
  ['SERVICE_VERSION', 'v'.repeat(129)],
  ['DEPENDENCIES', 'inventory'],
  ['DEPENDENCIES', 'inventory='],
  ['DEPENDENCIES', '=http://inventory'],
  ['DEPENDENCIES', 'inventory=ftp://inventory'],
  ['DEPENDENCIES', 'inventory=http://'],
  ['DEPENDENCIES', 'inventory=http:inventory'],
  ['DEPENDENCIES', 'inventory=http://inventory:99999'],
  ['DEPENDENCIES', 'inventory=http://[::1'],
  ['DEPENDENCIES', 'a=http://a,a=http://b'],
  ['CRITICAL_DEPENDENCIES', 'unknown'],
  ['DRAIN_DELAY_SECONDS', '-1'],
  ['DRAIN_DELAY_SECONDS', 'nan'],
  ['REQUEST_TIMEOUT_SECONDS', '0'],
  ['REQUEST_TIMEOUT_SECONDS', 'inf'],
  ['REQUEST_TIMEOUT_SECONDS', 'Infinity'],
  ['REQUEST_TIMEOUT_SECONDS', '10s'],
  ['RATE_LIMIT_PER_SECOND', '0'],
  ['RATE_LIMIT_BURST', '1.5'],
  ['MAX_BODY_BYTES', '-5'],
  ['CHAIN_STOCK', 'maybe'],
  ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4318'],
  ['OTEL_EXPORTER_OTLP_PROTOCOL', 'grpc'],
  ['OTEL_TRACES_SAMPLER', 'sometimes'],
] as const) {
  test(`${name} cannot be ${value.slice(0, 40)}`, () => {
    const [problem, ...others] = problemsOf({ [name]: value });
    assert.ok(problem?.startsWith(`${name} `), problem);
    assert.deepEqual(others, []);
  });
}

test('all problems are told at once', () => {
  const problems = problemsOf({ PORT: 'x', LOG_LEVEL: 'x', CHAIN_STOCK: 'x' });
  const names = problems.map((problem) => problem.split(' ')[0]);
  assert.deepEqual(names, ['PORT', 'LOG_LEVEL', 'CHAIN_STOCK']);
});

for (const [variables, expected] of [
  [{}, undefined],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318' }, 'http://c:4318/v1/traces'],
  [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://c/x' }, 'http://c/x'],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c', OTEL_TRACES_EXPORTER: 'none' }, undefined],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c', OTEL_SDK_DISABLED: 'true' }, undefined],
] as const) {
  test(`with ${JSON.stringify(variables)} spans go to ${String(expected)}`, () => {
    const { traces } = readSettings(variables);
    assert.deepEqual(traces, { ...DEFAULT_TRACE_SETTINGS, endpoint: expected });
  });
}

test('a bad configuration ends the process with one line that names every problem', async (t) => {
  const variables = { PORT: 'x', DEPENDENCIES: 'db=ftp://ann:hunter2@db' };
  const service = await startProcess(t, variables);
  assert.equal(await service.exit(), 2);
  const [line, ...others] = service.lines();
  assert.deepEqual(others, []);
  assert.equal(line?.['level'], 'ERROR');
  assert.equal(line['message'], 'the configuration is not valid');
  assert.match(String(line['problems']), /PORT must be a whole number/);
  assert.match(String(line['problems']), /DEPENDENCIES db needs/);
  assert.doesNotMatch(String(line['problems']), /hunter2/);
});

test('a missing flags file ends the process', async (t) => {
  const service = await startProcess(t, { FLAGS_FILE: '/nowhere/flags.json' });
  assert.equal(await service.exit(), 2);
  const [line] = service.lines();
  assert.match(String(line?.['problems']), /^FLAGS_FILE \/nowhere\/flags\.json: /);
});

test('an occupied port ends the process', async (t) => {
  const first = await startProcess(t);
  await first.waitUntilReady();
  const second = await startProcess(t, { PORT: new URL(first.url).port });
  assert.equal(await second.exit(), 1);
  assert.ok(second.messages().some((message) => message.includes('address already in use')));
});
