/** A service within the test's own process, with its log lines, spans and metrics in reach. */

import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';

import { SpanKind } from '@opentelemetry/api';
import {
  InMemorySpanExporter,
  SimpleSpanProcessor,
  type ReadableSpan,
} from '@opentelemetry/sdk-trace';
import type { Logger } from 'pino';

import { buildApp } from '../src/app.ts';
import { collect } from '../src/exposition.ts';
import { Lifecycle } from '../src/lifecycle.ts';
import { createLogger } from '../src/logs.ts';
import { Metrics } from '../src/metrics.ts';
import { DEFAULT_SETTINGS, type Settings } from '../src/settings.ts';
import { Tracing } from '../src/tracing.ts';

export const ROOT = join(import.meta.dirname, '..');
export const FLAGS_FILE = join(ROOT, 'flags', 'flags.json');

export type Line = Readonly<Record<string, string | number | boolean | null>>;
export type Labels = Readonly<Record<string, string>>;

/** What a stand-in for a dependency answers; an error means no answer at all. */
export interface Reply {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}
export type Answer = (request: IncomingMessage) => Reply | Error;

export interface Options extends Partial<Settings> {
  readonly flags?: Readonly<Record<string, unknown>>;
  readonly answer?: Answer;
}

/** A response, read to its end. */
export interface Response {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  json(): Record<string, unknown>;
}

export class Service {
  readonly settings: Settings;
  readonly metrics: Metrics;
  readonly lifecycle = new Lifecycle();
  readonly log: Logger;
  readonly flagsFile: string;
  port = 0;
  readonly #lines: string[] = [];
  readonly #exporter = new InMemorySpanExporter();
  readonly #folder = mkdtempSync(join(tmpdir(), 'service-'));

  constructor(changes: Partial<Settings>, flags: Readonly<Record<string, unknown>>) {
    this.flagsFile = join(this.#folder, 'flags.json');
    copyFileSync(FLAGS_FILE, this.flagsFile);
    for (const [name, value] of Object.entries(flags)) this.setFlag(name, value);
    this.settings = { ...DEFAULT_SETTINGS, flagsFile: this.flagsFile, ...changes };
    this.metrics = new Metrics(this.settings);
    const destination = { write: (line: string) => this.#lines.push(line) };
    this.log = createLogger(
      this.settings,
      (level) => {
        this.metrics.countLogMessage(level);
      },
      destination,
    );
  }

  async start(t: TestContext): Promise<void> {
    const { log, metrics, lifecycle } = this;
    const tracing = new Tracing(this.settings, [
      new SimpleSpanProcessor({ exporter: this.#exporter }),
    ]);
    const app = buildApp(this.settings, { log, metrics, tracing, lifecycle });
    t.after(async () => {
      app.server.closeAllConnections();
      await app.close();
      rmSync(this.#folder, { recursive: true });
    });
    await app.listen({ host: '127.0.0.1', port: 0 });
    this.port = (app.server.address() as AddressInfo).port;
    lifecycle.phase = 'serving';
  }

  /** Lets the file say `value`; the service sees it when it looks again. */
  setFlag(name: string, value: unknown): void {
    const document = JSON.parse(readFileSync(this.flagsFile, 'utf8')) as {
      flags: Record<string, { variants: Record<string, unknown>; defaultVariant: string }>;
    };
    const flag = document.flags[name];
    if (!flag) throw new Error(`there is no flag ${name}`);
    flag.variants['test'] = value;
    flag.defaultVariant = 'test';
    writeFileSync(this.flagsFile, JSON.stringify(document));
  }

  /** Sends a request; returns when it is answered and recorded. */
  async request(method: string, path: string, init: RequestInit = {}): Promise<Response> {
    const response = await fetch(`http://127.0.0.1:${this.port}${path}`, {
      method,
      redirect: 'manual',
      ...init,
    });
    const text = await response.text();
    await this.idle();
    const { status, headers } = response;
    return { status, headers, text, json: () => JSON.parse(text) as Record<string, unknown> };
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    return this.request('GET', path, { headers });
  }

  send(
    method: string,
    path: string,
    body: unknown,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    return this.request(method, path, {
      body: JSON.stringify(body),
      headers: { 'Content-Type': 'application/json', ...headers },
    });
  }

  order(sku = 'bolt', quantity = 2): Promise<Response> {
    return this.send('POST', '/orders', { sku, quantity });
  }

  /** Says `bytes` on a connection of its own, and hangs up after an answer or `patienceMs`. */
  async sendRaw(bytes: string, patienceMs = 2000): Promise<string> {
    const socket = connect(this.port, '127.0.0.1');
    socket.write(bytes);
    const answer = await new Promise<string>((resolve) => {
      let text = '';
      const giveUp = setTimeout(() => {
        resolve(text);
      }, patienceMs);
      socket.on('data', (chunk) => {
        text += chunk.toString();
        clearTimeout(giveUp);
        resolve(text);
      });
      socket.on('close', () => {
        resolve(text);
      });
    });
    socket.destroy();
    await this.idle();
    return answer;
  }

  /** Returns when no request is in flight, and the last one is recorded. */
  async idle(): Promise<void> {
    do {
      await nextTurn();
    } while ((await this.metrics.requestsInFlight.get()).values[0]?.value !== 0);
  }

  lines(wanted: Line = {}): Line[] {
    const lines = this.#lines.map((line) => JSON.parse(line) as Line);
    const pairs = Object.entries(wanted);
    return lines.filter((line) => pairs.every(([key, value]) => line[key] === value));
  }

  accessLines(): Line[] {
    return this.lines().filter((line) => 'endpoint' in line);
  }

  spans(kind = SpanKind.SERVER): ReadableSpan[] {
    return this.#exporter.getFinishedSpans().filter((span) => span.kind === kind);
  }

  /** A metric's value, undefined where there is no such series. */
  async sample(name: string, labels: Labels = {}): Promise<number | undefined> {
    return (await this.series(name)).get(keyOf(labels));
  }

  /** All series of one sample name with their values. */
  async series(name: string): Promise<Map<string, number>> {
    const families = await collect(this.metrics.registry);
    const samples = families.flatMap((family) =>
      family.values.map((sample) => ({ sample, sampleName: sample.metricName ?? family.name })),
    );
    const matching = samples.filter(({ sampleName }) => sampleName === name);
    return new Map(matching.map(({ sample }) => [keyOf(sample.labels), sample.value]));
  }
}

function keyOf(labels: Readonly<Record<string, string | number>>): string {
  return JSON.stringify(
    Object.entries(labels)
      .map(([name, value]) => [name, String(value)])
      .sort(),
  );
}

/** The labels of a series, from its key. */
export function labelsOf(key: string): Labels {
  return Object.fromEntries(JSON.parse(key) as [string, string][]);
}

/** Starts a service; `answer` stands in for its dependency `inventory`. */
export async function startService(t: TestContext, options: Options = {}): Promise<Service> {
  const { flags = {}, answer, ...settings } = options;
  const url = answer && (await startStandIn(t, answer));
  const dependencies = url === undefined ? [] : [{ name: 'inventory', url }];
  const service = new Service({ dependencies, ...settings }, flags);
  await service.start(t);
  return service;
}

/** Starts a server that answers everything with `answer`; returns its URL. */
export async function startStandIn(t: TestContext, answer: Answer): Promise<string> {
  const server = createServer((request, response) => {
    const reply = answer(request);
    if (reply instanceof Error) {
      request.socket.destroy();
      return;
    }
    const { status, headers = {}, body = '' } = reply;
    response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** The vectors of a file that all languages share. */
export function vectors<T>(file: string): (T & { readonly law: string })[] {
  const text = readFileSync(join(import.meta.dirname, 'vectors', file), 'utf8');
  return (JSON.parse(text) as { vectors: (T & { law: string })[] }).vectors;
}
