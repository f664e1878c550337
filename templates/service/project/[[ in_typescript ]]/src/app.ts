/** How the parts fit together: the routes in the middle, one layer around the other. */

import { METHODS } from 'node:http';

import { fastify, type FastifyInstance } from 'fastify';
import type { Logger } from 'pino';

import { Access } from './access.ts';
import { limitBodies } from './body.ts';
import { DependencyClient } from './client.ts';
import { DependencyHealth } from './dependency_health.ts';
import { answerFrameworkError, answerWithProblems } from './errors.ts';
import { currentExchange } from './exchange.ts';
import { injectFaults, notReadyReasons } from './faults.ts';
import { Flags } from './flags.ts';
import { closeWhileDraining, drained, type Lifecycle } from './lifecycle.ts';
import type { Metrics } from './metrics.ts';
import { OrderStore } from './order_store.ts';
import { orderRoutes } from './orders.ts';
import { withProbes } from './probes.ts';
import { limitRate, TokenBucket } from './rate_limit.ts';
import { Routes } from './routes.ts';
import { buildServer } from './server.ts';
import type { Settings } from './settings.ts';
import { DependencyStock, MemoryStock, stockRoutes } from './stock.ts';
import type { Tracing } from './tracing.ts';

/** What the application is made of beside its settings. */
export interface Parts {
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly tracing: Tracing;
  readonly lifecycle: Lifecycle;
}

/**
 * Builds the application.
 *
 * @throws {FlagFileError} if the flags file cannot be read or understood.
 */
export function buildApp(settings: Settings, parts: Parts): FastifyInstance {
  const { log, metrics, tracing, lifecycle } = parts;
  const flags = new Flags(settings, metrics, log);
  const health = new DependencyHealth(settings, log);
  const objections = [() => health.reasons(), () => notReadyReasons(flags)];
  const access = new Access(log, metrics, tracing, settings.requestTimeoutSeconds);
  const app = fastify({
    ajv: { customOptions: { allErrors: true, coerceTypes: false, removeAdditional: false } },
    exposeHeadRoutes: false,
    frameworkErrors: answerFrameworkError,
    return503OnClosing: false,
    routerOptions: { maxParamLength: 16_384 },
    serverFactory: (listener) =>
      // The outermost first: draining, probes, then the requests that are watched.
      buildServer(
        drained(withProbes(access.watch(listener), lifecycle, metrics, objections), lifecycle),
        (exchange, status) => {
          access.refused(exchange, status);
        },
      ),
  });
  for (const method of METHODS) {
    if (!app.supportedMethods.includes(method)) app.addHttpMethod(method);
  }

  const routes = new Routes(app);
  const bucket = new TokenBucket(settings.rateLimitPerSecond, settings.rateLimitBurst);
  limitRate(app, bucket, (decision) => {
    metrics.countRateLimitDecision(decision);
  });
  if (settings.environment !== 'production') injectFaults(app, flags);
  limitBodies(app, settings.maxBodyBytes);
  endWithTheRequest(app);
  closeWhileDraining(app, lifecycle);
  answerWithProblems(app, routes);

  addRoutes(app, settings, parts, flags);
  routes.declare(metrics);
  app.addHook('onReady', async () => {
    await health.check();
    health.watch();
    flags.watch();
  });
  app.addHook('onClose', () => {
    health.stopWatching();
    flags.stopWatching();
  });
  return app;
}

/** Orders ask the first dependency for the stock; our own stock does so only in a chain. */
function addRoutes(
  app: FastifyInstance,
  settings: Settings,
  { log, metrics, tracing }: Parts,
  flags: Flags,
): void {
  const clients = settings.dependencies.map(
    (dependency) => new DependencyClient(dependency, settings, metrics, tracing, log),
  );
  const memory = new MemoryStock();
  const asked = clients[0] ? new DependencyStock(clients[0]) : memory;
  orderRoutes(app, new OrderStore(), asked, flags, log);
  stockRoutes(app, settings.chainStock ? asked : memory);
}

/** Answers in time, whatever a route still waits for, and stops when the client hangs up. */
function endWithTheRequest(app: FastifyInstance): void {
  app.addHook('onRoute', (route) => {
    const { handler } = route;
    route.handler = function (request, reply) {
      const work: unknown = handler.call(this, request, reply);
      return currentExchange()?.during(work) ?? work;
    };
  });
}
