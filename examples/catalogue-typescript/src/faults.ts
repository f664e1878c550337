/** Faults on purpose, by feature flag: how alerts, dashboards and rollbacks are rehearsed. */

import { setTimeout as sleep } from 'node:timers/promises';

import type { FastifyInstance } from 'fastify';

import { currentExchange } from './exchange.ts';
import type { Flags } from './flags.ts';
import { ProblemError } from './problems.ts';

const ERROR_RATIO = 'fault.error_ratio';
const LATENCY_MS = 'fault.latency_ms';
const NOT_READY = 'fault.not_ready';

/** Slows requests down and fails a share of them; never called in production. */
export function injectFaults(app: FastifyInstance, flags: Flags, random = Math.random): void {
  app.addHook('onRequest', async () => {
    const latencyMs = await flags.number(LATENCY_MS);
    if (latencyMs > 0) await pause(latencyMs);
    if (random() < (await flags.number(ERROR_RATIO))) {
      throw new ProblemError(500, 'A fault was injected by a feature flag.');
    }
  });
}

/** Why the service pretends not to be ready. */
export async function notReadyReasons(flags: Flags): Promise<string[]> {
  return (await flags.isOn(NOT_READY)) ? ['a fault is injected'] : [];
}

async function pause(milliseconds: number): Promise<void> {
  const signal = currentExchange()?.signal;
  try {
    await sleep(milliseconds, undefined, signal && { signal });
  } catch {
    signal?.throwIfAborted(); // with the reason, not with the timer's own error
  }
}
