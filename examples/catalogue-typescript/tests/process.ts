/** The service as a real process, and what it talks to. */

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createServer as createListener, type AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { ROOT, type Line } from './harness.ts';

const PATIENCE_MS = 20_000;

/** `node src/main.ts` on a free port, its output kept. */
export class Process {
  readonly url: string;
  readonly #child: ChildProcess;
  readonly #code: Promise<number | null>;
  #output = '';

  constructor(port: number, environment: Readonly<Record<string, string>>) {
    this.url = `http://127.0.0.1:${port}`;
    this.#child = spawn(process.execPath, ['src/main.ts'], {
      cwd: ROOT,
      env: { PORT: `${port}`, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        this.#output += chunk.toString();
      });
    }
    this.#code = once(this.#child, 'close').then(([code]) => code as number | null);
  }

  waitUntilReady(): Promise<void> {
    return this.waitUntil('/readyz', 200);
  }

  /** Returns once a GET of `path` is answered with `status`. */
  async waitUntil(path: string, status: number): Promise<void> {
    const until = performance.now() + PATIENCE_MS;
    while (performance.now() < until) {
      const response = await fetch(this.url + path).catch(() => undefined);
      await response?.arrayBuffer();
      if (response?.status === status) return;
      await sleep(20);
    }
    throw new Error(this.#output);
  }

  /** As Kubernetes does. */
  terminate(): void {
    this.#child.kill('SIGTERM');
  }

  /** The exit code, once there is one. */
  exit(): Promise<number | null> {
    return this.#code;
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#code;
  }

  /** The log lines; everything on stdout and stderr must be one. */
  lines(): Line[] {
    const lines = this.#output.split('\n').filter((line) => line !== '');
    return lines.map((line) => JSON.parse(line) as Line);
  }

  messages(): string[] {
    return this.lines().map((line) => String(line['message']));
  }
}

/** Starts a process; it is killed at the test's end if it still runs. */
export async function startProcess(
  t: TestContext,
  environment: Readonly<Record<string, string>> = {},
): Promise<Process> {
  const started = new Process(await freePort(), environment);
  t.after(() => started.kill());
  return started;
}

export async function freePort(): Promise<number> {
  const listener = createListener().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port } = listener.address() as AddressInfo;
  listener.close();
  await once(listener, 'close');
  return port;
}

/** Starts an OTLP receiver; what it is sent ends in `bodies`. */
export async function startCollector(t: TestContext): Promise<{ url: string; bodies: Buffer[] }> {
  const bodies: Buffer[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      bodies.push(Buffer.concat(chunks));
      response.end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, bodies };
}
