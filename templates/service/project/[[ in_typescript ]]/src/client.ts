/** Calls to a dependency: traced, timed, retried within a deadline, cut off while it fails. */

import type { Logger } from 'pino';

import { CircuitBreaker, CircuitOpenError } from './breaker.ts';
import { NO_ANSWER_STATUS } from './contract.ts';
import { currentExchange } from './exchange.ts';
import type { Metrics } from './metrics.ts';
import { REQUEST_ID_HEADER } from './request_id.ts';
import {
  DEFAULT_RETRY_POLICY,
  IDEMPOTENT_METHODS,
  parseRetryAfter,
  RETRIED_STATUSES,
  retry,
  type Attempt,
  type RetryPolicy,
} from './retry.ts';
import type { Dependency, Settings } from './settings.ts';
import type { Tracing } from './tracing.ts';

/** No useful answer; after `retryAfterSeconds` there may be one. */
export class DependencyError extends Error {
  override readonly name = 'DependencyError';
  readonly retryAfterSeconds: number;

  constructor(peer: string, why: string, retryAfterSeconds = 1, cause?: unknown) {
    super(`${peer}: ${why}`, { cause });
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** What a dependency said, read to its end. */
export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly retryAfterSeconds: number | undefined;
}

/** The one way to call one dependency. */
export class DependencyClient {
  readonly name: string;
  readonly #url: string;
  readonly #policy: RetryPolicy;
  readonly #breaker: CircuitBreaker;
  readonly #metrics: Metrics;
  readonly #tracing: Tracing;
  readonly #log: Logger;

  constructor(
    dependency: Dependency,
    settings: Settings,
    metrics: Metrics,
    tracing: Tracing,
    log: Logger,
  ) {
    this.name = dependency.name;
    this.#url = dependency.url;
    this.#metrics = metrics;
    this.#tracing = tracing;
    this.#log = log;
    this.#policy = {
      ...DEFAULT_RETRY_POLICY,
      attemptTimeoutSeconds: settings.clientTimeoutSeconds,
      deadlineSeconds: settings.clientDeadlineSeconds,
    };
    metrics.declareDependency(this.name);
    this.#breaker = new CircuitBreaker(this.name, {
      onChange: (state) => {
        metrics.countBreakerChange(this.name, state);
        log.warn({ peer: this.name, state }, 'circuit breaker changed');
      },
    });
  }

  /**
   * Returns the answer if it is the dependency's word: anything but 429 and 5xx.
   *
   * @throws {DependencyError} if there is no such answer, or the circuit breaker is open.
   */
  async request(method: string, path: string): Promise<Answer> {
    const signal = currentExchange()?.signal;
    let answer: Answer | Error;
    try {
      answer = await retry<Answer | Error>(
        this.#policy,
        (timeoutSeconds) => this.#attempt(method, path, timeoutSeconds, signal),
        (outcome) => {
          this.#metrics.countRetryAttempt(this.name, outcome);
        },
        signal,
      );
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof CircuitOpenError)) throw error;
      throw new DependencyError(this.name, error.message, error.retryAfterSeconds, error);
    }
    if (answer instanceof Error) {
      throw new DependencyError(this.name, codeOf(answer), undefined, answer);
    }
    if (hasFailed(answer)) {
      throw new DependencyError(this.name, `answered ${answer.status}`, answer.retryAfterSeconds);
    }
    return answer;
  }

  async #attempt(
    method: string,
    path: string,
    timeoutSeconds: number,
    cancelled: AbortSignal | undefined,
  ): Promise<Attempt<Answer | Error>> {
    const permit = this.#breaker.acquire();
    const retriable = IDEMPOTENT_METHODS.has(method);
    try {
      const answer = await this.#send(method, path, timeoutSeconds, cancelled);
      if (answer.status >= 500) {
        permit.failed();
        this.#log.warn({ peer: this.name, status: answer.status }, 'dependency failed');
      } else {
        permit.succeeded();
      }
      return {
        value: answer,
        failed: hasFailed(answer),
        retriable: retriable && RETRIED_STATUSES.has(answer.status),
        retryAfterSeconds: answer.retryAfterSeconds,
      };
    } catch (error) {
      if (cancelled?.aborted === true || !(error instanceof Error)) {
        permit.abandoned();
        throw error;
      }
      permit.failed();
      this.#log.warn({ peer: this.name, error: codeOf(error) }, 'dependency did not answer');
      return { value: error, failed: true, retriable, retryAfterSeconds: undefined };
    }
  }

  async #send(
    method: string,
    path: string,
    timeoutSeconds: number,
    cancelled: AbortSignal | undefined,
  ): Promise<Answer> {
    const url = new URL(`${this.#url}${path}`);
    const requestId = currentExchange()?.requestId;
    const headers: Record<string, string> = requestId ? { [REQUEST_ID_HEADER]: requestId } : {};
    const span = this.#tracing.beginCall(this.name, method, url, headers);
    const started = performance.now();
    let status: number | undefined;
    let failure: string | undefined;
    try {
      const late = AbortSignal.timeout(Math.max(1, Math.ceil(timeoutSeconds * 1000)));
      const signal = cancelled ? AbortSignal.any([late, cancelled]) : late;
      const response = await fetch(url, { method, headers, redirect: 'manual', signal });
      const body = await response.text();
      status = response.status;
      return {
        status,
        body,
        retryAfterSeconds: parseRetryAfter(response.headers.get('Retry-After')),
      };
    } catch (error) {
      failure = error instanceof Error ? codeOf(error) : 'unknown';
      throw error;
    } finally {
      const seconds = (performance.now() - started) / 1000;
      const label = status === undefined ? NO_ANSWER_STATUS : `${status}`;
      this.#metrics.observeClientRequest(this.name, method, label, seconds);
      this.#tracing.endCall(span, status, failure);
    }
  }
}

function hasFailed({ status }: Answer): boolean {
  return status >= 500 || status === 429;
}

/** The system's word for what went wrong, where there is one: ECONNREFUSED, TimeoutError. */
function codeOf(error: Error): string {
  const { cause } = error;
  if (cause instanceof Error) return (cause as NodeJS.ErrnoException).code ?? cause.name;
  return error.name;
}
