/** The routes, as labels know them: `/orders/{order_id}`, never the raw path. */

import type { FastifyInstance, FastifyRequest } from 'fastify';

import { UNMATCHED_ENDPOINT } from './contract.ts';
import { currentExchange } from './exchange.ts';
import type { Metrics } from './metrics.ts';
import { ProblemError } from './problems.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The statuses that a route itself answers with. */
    statuses?: readonly number[];
  }
}

interface Route {
  readonly method: string;
  readonly endpoint: string;
  readonly pattern: RegExp;
  readonly statuses: readonly number[];
}

// Beside what a route declares: turned away, client gone, failed, not in time.
const COMMON_STATUSES = [429, 499, 500, 503];

/** Listens to the routes that `app` is given from here on, and tells each request its own. */
export class Routes {
  readonly #known: Route[] = [];

  constructor(app: FastifyInstance) {
    app.addHook('onRoute', ({ method, url, config }) => {
      const pattern = new RegExp(`^${url.replaceAll(/:\w+/g, '[^/]+')}$`);
      for (const one of [method].flat()) {
        const statuses = config?.statuses ?? [200];
        this.#known.push({ method: one, endpoint: endpointOf(url), pattern, statuses });
      }
    });
    app.addHook('onRequest', (request, _reply, done) => {
      const exchange = currentExchange();
      const isKnown = !request.is404 && !hasGap(request);
      if (exchange && isKnown) exchange.endpoint = endpointOf(request.routeOptions.url ?? '');
      done();
    });
    app.addHook('preParsing', (request, _reply, _payload, done) => {
      done(hasGap(request) ? new ProblemError(404, 'There is no such path.') : null);
    });
  }

  /** What may be done with `path`. */
  allowedMethods(path: string): string[] {
    const matching = this.#known.filter(({ pattern }) => pattern.test(path));
    return [...new Set(matching.map(({ method }) => method))].sort();
  }

  /** Starts the series of every route at zero. */
  declare(metrics: Metrics): void {
    for (const { method, endpoint, statuses } of this.#known) {
      metrics.declareRoute(method, endpoint, new Set([...statuses, ...COMMON_STATUSES]));
    }
    metrics.declareRoute('GET', UNMATCHED_ENDPOINT, [404]);
  }
}

/** The router takes `/orders/` for an order without a name. */
function hasGap({ params }: FastifyRequest): boolean {
  return Object.values(params as Record<string, string>).includes('');
}

function endpointOf(url: string): string {
  return url.replaceAll(/:(\w+)/g, '{$1}');
}
