/** Protection from overload: a token bucket for all inbound requests of this process. */

import type { FastifyInstance } from 'fastify';

import { ProblemError } from './problems.ts';

export const LIMITER = 'inbound';
export const RATE_LIMIT_DECISIONS = ['allowed', 'rejected'] as const;
export type RateLimitDecision = (typeof RATE_LIMIT_DECISIONS)[number];

/** Holds up to `burst` tokens and gains `perSecond`; every request takes one. */
export class TokenBucket {
  readonly #perSecond: number;
  readonly #burst: number;
  readonly #now: () => number;
  #tokens: number;
  #filledAt: number;

  constructor(perSecond: number, burst: number, now = () => performance.now() / 1000) {
    this.#perSecond = perSecond;
    this.#burst = burst;
    this.#now = now;
    this.#tokens = burst;
    this.#filledAt = now();
  }

  /** Takes a token and returns 0, or returns the seconds until there is one. */
  take(): number {
    const now = this.#now();
    const gained = Math.max(0, now - this.#filledAt) * this.#perSecond;
    this.#tokens = Math.min(this.#burst, this.#tokens + gained);
    this.#filledAt = now;
    if (this.#tokens < 1) return (1 - this.#tokens) / this.#perSecond;
    this.#tokens -= 1;
    return 0;
  }
}

/** Turns requests away with 429 and `Retry-After` when the bucket is empty; each decision is told. */
export function limitRate(
  app: FastifyInstance,
  bucket: TokenBucket,
  tell: (decision: RateLimitDecision) => void,
): void {
  app.addHook('onRequest', (_request, _reply, done) => {
    const waitSeconds = bucket.take();
    const decision = waitSeconds === 0 ? 'allowed' : 'rejected';
    tell(decision);
    if (waitSeconds === 0) {
      done();
    } else {
      const detail = 'Too many requests; come back later.';
      done(new ProblemError(429, detail, { retryAfterSeconds: waitSeconds }));
    }
  });
}
