/** Whether an article is in stock: asked of the first dependency, or known in memory. */

import type { FastifyInstance } from 'fastify';

import { DependencyError, type DependencyClient } from './client.ts';

/** Knows what is available. */
export interface Stock {
  isAvailable(sku: string): Promise<boolean>;
}

/** Everything is available but what was sold out: a stand-in for a real inventory. */
export class MemoryStock implements Stock {
  readonly #soldOut: ReadonlySet<string>;

  constructor(soldOut: Iterable<string> = ['sold-out']) {
    this.#soldOut = new Set(soldOut);
  }

  isAvailable(sku: string): Promise<boolean> {
    return Promise.resolve(!this.#soldOut.has(sku));
  }
}

/** Asks the dependency that keeps the stock. */
export class DependencyStock implements Stock {
  readonly #client: DependencyClient;

  constructor(client: DependencyClient) {
    this.#client = client;
  }

  /**
   * Asks; an unknown article is not available.
   *
   * @throws {DependencyError} if there is no answer, or it makes no sense.
   */
  async isAvailable(sku: string): Promise<boolean> {
    const { name } = this.#client;
    const answer = await this.#client.request('GET', `/stock/${encodeURIComponent(sku)}`);
    if (answer.status === 404) return false;
    if (answer.status !== 200) throw new DependencyError(name, `answered ${answer.status}`);
    const available = availabilityIn(answer.body);
    if (available === undefined) throw new DependencyError(name, 'answered nonsense');
    return available;
  }
}

export function stockRoutes(app: FastifyInstance, stock: Stock): void {
  app.get<{ Params: { sku: string } }>('/stock/:sku', async ({ params: { sku } }) => ({
    sku,
    available: await stock.isAvailable(sku),
  }));
}

function availabilityIn(body: string): boolean | undefined {
  try {
    const { available } = JSON.parse(body) as { available?: unknown };
    return typeof available === 'boolean' ? available : undefined;
  } catch {
    return undefined;
  }
}
