/** Retries with exponential backoff and full jitter, within one deadline for all attempts. */

import { setTimeout as sleep } from 'node:timers/promises';

export const IDEMPOTENT_METHODS: ReadonlySet<string> = new Set([
  'GET',
  'HEAD',
  'OPTIONS',
  'PUT',
  'DELETE',
]);
export const RETRIED_STATUSES: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/** How an attempt ended: it was the last, or another follows. */
export const RETRY_OUTCOMES = ['success', 'retry', 'exhausted'] as const;
export type RetryOutcome = (typeof RETRY_OUTCOMES)[number];

/** What came of one attempt; `value` is the caller's own. */
export interface Attempt<T> {
  readonly value: T;
  readonly failed: boolean;
  readonly retriable: boolean;
  readonly retryAfterSeconds: number | undefined;
}

/** How often, how long between, how long in all; the last three are replaced in tests. */
export interface RetryPolicy {
  readonly attempts: number;
  readonly baseSeconds: number;
  readonly capSeconds: number;
  readonly attemptTimeoutSeconds: number;
  readonly deadlineSeconds: number;
  readonly now: () => number;
  readonly sleep: (seconds: number, signal?: AbortSignal) => Promise<void>;
  readonly random: () => number;
}

export const DEFAULT_RETRY_POLICY: RetryPolicy = {
  attempts: 3,
  baseSeconds: 0.1,
  capSeconds: 2,
  attemptTimeoutSeconds: 2,
  deadlineSeconds: 5,
  now: () => performance.now() / 1000,
  sleep: (seconds, signal) => sleep(seconds * 1000, undefined, signal && { signal }),
  random: Math.random,
};

/**
 * Calls `attempt(timeoutSeconds)` until one is final and returns the value of the last.
 *
 * A dependency's `Retry-After` lengthens the pause. A pause that would reach beyond the deadline
 * is not begun.
 */
export async function retry<T>(
  policy: RetryPolicy,
  attempt: (timeoutSeconds: number) => Promise<Attempt<T>>,
  count: (outcome: RetryOutcome) => void,
  signal?: AbortSignal,
): Promise<T> {
  const deadline = policy.now() + policy.deadlineSeconds;
  for (let number = 1; ; number += 1) {
    const timeoutSeconds = Math.min(policy.attemptTimeoutSeconds, deadline - policy.now());
    const result = await attempt(timeoutSeconds);
    if (!result.failed) {
      count('success');
      return result.value;
    }
    const pause = Math.max(backoffSeconds(policy, number), result.retryAfterSeconds ?? 0);
    const inTime = policy.now() + pause < deadline;
    if (!result.retriable || number >= policy.attempts || !inTime) {
      count('exhausted');
      return result.value;
    }
    count('retry');
    await policy.sleep(pause, signal);
  }
}

/** The pause after attempt `number` (1, 2, ...): anything up to the bound. */
export function backoffSeconds(policy: RetryPolicy, number: number): number {
  return policy.random() * Math.min(policy.capSeconds, policy.baseSeconds * 2 ** (number - 1));
}

/** Reads a `Retry-After` header, seconds or date; undefined if there is none that can be read. */
export function parseRetryAfter(value: string | null, now = new Date()): number | undefined {
  const text = value?.trim() ?? '';
  if (/^[0-9]{1,9}$/.test(text)) return Number(text);
  if (!/^[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9:]{8} GMT$/.test(text))
    return undefined;
  const moment = Date.parse(text);
  return Number.isNaN(moment) ? undefined : Math.max(0, (moment - now.getTime()) / 1000);
}
