/** Whether the critical dependencies are up: asked in the background, so no probe waits for it. */

import type { Logger } from 'pino';

import type { Dependency, Settings } from './settings.ts';

const INTERVAL_MS = 2000;
const TIMEOUT_MS = 1000;

/** Asks `/livez` of each critical dependency; any answer below 500 means that it is up. */
export class DependencyHealth {
  readonly #critical: readonly Dependency[];
  readonly #log: Logger;
  readonly #up = new Map<string, boolean>();
  #timer: NodeJS.Timeout | undefined;

  constructor(settings: Settings, log: Logger) {
    const names = settings.criticalDependencies;
    this.#critical = settings.dependencies.filter(({ name }) => names.includes(name));
    this.#log = log;
  }

  /** Names the ones that are down, or have not been asked yet. */
  reasons(): string[] {
    const down = this.#critical.filter(({ name }) => this.#up.get(name) !== true);
    return down.map(({ name }) => `${name} is down`);
  }

  /** Asks each of them once. */
  async check(): Promise<void> {
    await Promise.all(this.#critical.map((dependency) => this.#ask(dependency)));
  }

  /** Asks again and again, until told to stop. */
  watch(): void {
    if (this.#critical.length === 0) return;
    this.#timer = setInterval(() => void this.check(), INTERVAL_MS).unref();
  }

  stopWatching(): void {
    clearInterval(this.#timer);
  }

  async #ask({ name, url }: Dependency): Promise<void> {
    const up = await isUp(`${url}/livez`);
    if (this.#up.get(name) !== up) {
      const message = `critical dependency is ${up ? 'up' : 'down'}`;
      this.#log[up ? 'info' : 'warn']({ peer: name }, message);
    }
    this.#up.set(name, up);
  }
}

async function isUp(url: string): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const response = await fetch(url, { redirect: 'manual', signal });
    await response.body?.cancel();
    return response.status < 500;
  } catch {
    return false;
  }
}
