/** The metrics of `observability/contract.yaml`, each with its label sets at zero from the start. */

import { Counter, Gauge, Histogram, Registry, type OpenMetricsContentType } from 'prom-client';

import { BREAKER_STATES, type BreakerState } from './breaker.ts';
import { DURATION_BUCKETS_SECONDS, NO_ANSWER_STATUS } from './contract.ts';
import { LIMITER, RATE_LIMIT_DECISIONS, type RateLimitDecision } from './rate_limit.ts';
import { RETRY_OUTCOMES, type RetryOutcome } from './retry.ts';
import { LOG_LEVELS, type LogLevel, type Settings } from './settings.ts';
import { exemplar } from './tracing.ts';

// prom-client types the labels of an exemplar as if they were the metric's own.
type Traced<Label extends string> = Label | 'trace_id';

/** Every metric of one service, in a registry of its own. */
export class Metrics {
  readonly registry = new Registry<OpenMetricsContentType>();
  readonly requestsInFlight: Gauge;
  readonly flagEvaluations: Counter<'flag' | 'variant' | 'reason'>;
  readonly #requests: Counter<Traced<'method' | 'endpoint' | 'status'>>;
  readonly #requestDuration: Histogram<Traced<'method' | 'endpoint' | 'status'>>;
  readonly #clientRequestDuration: Histogram<Traced<'peer' | 'method' | 'status'>>;
  readonly #rateLimitDecisions: Counter<'limiter' | 'decision'>;
  readonly #breakerState: Gauge<'name' | 'state'>;
  readonly #breakerTransitions: Counter<'name' | 'state'>;
  readonly #retryAttempts: Counter<'name' | 'outcome'>;
  readonly #logMessages: Counter<'level'>;
  #isReady: () => Promise<boolean> = () => Promise.resolve(false);

  constructor(settings: Settings) {
    this.registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE); // has room for exemplars
    const registers = [this.registry];
    this.#requests = new Counter({
      name: 'http_requests_total',
      help: 'Requests answered.',
      labelNames: ['method', 'endpoint', 'status'],
      enableExemplars: true,
      registers,
    });
    this.#requestDuration = new Histogram({
      name: 'http_request_duration_seconds',
      help: "Time from a request's arrival to the end of its answer.",
      labelNames: ['method', 'endpoint', 'status'],
      buckets: [...DURATION_BUCKETS_SECONDS],
      enableExemplars: true,
      registers,
    });
    this.requestsInFlight = new Gauge({
      name: 'http_requests_in_flight',
      help: 'Requests being worked on.',
      registers,
    });
    this.#clientRequestDuration = new Histogram({
      name: 'http_client_request_duration_seconds',
      help: 'Time of one attempt of a call to a dependency.',
      labelNames: ['peer', 'method', 'status'],
      buckets: [...DURATION_BUCKETS_SECONDS],
      enableExemplars: true,
      registers,
    });
    this.#breakerState = new Gauge({
      name: 'circuit_breaker_state',
      help: '1 for the state the circuit breaker is in, 0 for the others.',
      labelNames: ['name', 'state'],
      registers,
    });
    this.#breakerTransitions = new Counter({
      name: 'circuit_breaker_transitions_total',
      help: 'Changes of a circuit breaker into a state.',
      labelNames: ['name', 'state'],
      registers,
    });
    this.#retryAttempts = new Counter({
      name: 'retry_attempts_total',
      help: 'Attempts of calls to a dependency by how they ended.',
      labelNames: ['name', 'outcome'],
      registers,
    });
    this.#rateLimitDecisions = new Counter({
      name: 'rate_limit_decisions_total',
      help: 'Requests that the rate limiter let in or turned away.',
      labelNames: ['limiter', 'decision'],
      registers,
    });
    this.flagEvaluations = new Counter({
      name: 'feature_flag_evaluations_total',
      help: 'Evaluations of feature flags by the variant served.',
      labelNames: ['flag', 'variant', 'reason'],
      registers,
    });
    this.#logMessages = new Counter({
      name: 'log_messages_total',
      help: 'Log lines written.',
      labelNames: ['level'],
      registers,
    });
    const isReady = (): Promise<boolean> => this.#isReady();
    new Gauge({
      name: 'service_ready',
      help: '1 while the readiness probe succeeds.',
      registers,
      async collect() {
        this.set((await isReady()) ? 1 : 0);
      },
    });
    const buildInfo = new Gauge({
      name: 'build_info',
      help: 'Always 1; its labels say what is running.',
      labelNames: ['version', 'environment', 'language'],
      registers,
    });
    const { version, environment } = settings;
    buildInfo.set({ version, environment, language: 'typescript' }, 1);
    for (const level of LOG_LEVELS) this.#logMessages.inc({ level }, 0);
    for (const decision of RATE_LIMIT_DECISIONS) {
      this.#rateLimitDecisions.inc({ limiter: LIMITER, decision }, 0);
    }
  }

  /** Lets the gauge `service_ready` say what the probe says. */
  measureReadiness(isReady: () => Promise<boolean>): void {
    this.#isReady = isReady;
  }

  /** Starts a route's series at zero: a rate over a newborn one misses its first event. */
  declareRoute(method: string, endpoint: string, statuses: Iterable<number>): void {
    for (const status of statuses) {
      const labels = { method, endpoint, status: String(status) };
      this.#requests.inc({ labels, value: 0 });
      this.#requestDuration.zero(labels);
    }
  }

  /** Starts the series of a dependency at zero, its circuit breaker closed. */
  declareDependency(name: string): void {
    for (const status of ['200', NO_ANSWER_STATUS]) {
      this.#clientRequestDuration.zero({ peer: name, method: 'GET', status });
    }
    for (const outcome of RETRY_OUTCOMES) this.#retryAttempts.inc({ name, outcome }, 0);
    for (const state of BREAKER_STATES) this.#breakerTransitions.inc({ name, state }, 0);
    this.#setBreakerState(name, 'closed');
  }

  /** Counts one answered request; counter and histogram never disagree. */
  observeRequest(method: string, endpoint: string, status: number, seconds: number): void {
    const labels = { method, endpoint, status: String(status) };
    this.#requests.inc({ labels, value: 1, ...currentTrace() });
    this.#requestDuration.observe({ labels, value: seconds, ...currentTrace() });
  }

  /** Counts one attempt of a call to a dependency. */
  observeClientRequest(peer: string, method: string, status: string, seconds: number): void {
    const labels = { peer, method, status };
    this.#clientRequestDuration.observe({ labels, value: seconds, ...currentTrace() });
  }

  countBreakerChange(name: string, state: BreakerState): void {
    this.#setBreakerState(name, state);
    this.#breakerTransitions.inc({ name, state });
  }

  countRetryAttempt(name: string, outcome: RetryOutcome): void {
    this.#retryAttempts.inc({ name, outcome });
  }

  countRateLimitDecision(decision: RateLimitDecision): void {
    this.#rateLimitDecisions.inc({ limiter: LIMITER, decision });
  }

  countLogMessage(level: LogLevel): void {
    this.#logMessages.inc({ level });
  }

  #setBreakerState(name: string, current: BreakerState): void {
    for (const state of BREAKER_STATES) {
      this.#breakerState.set({ name, state }, state === current ? 1 : 0);
    }
  }
}

function currentTrace(): { exemplarLabels?: { trace_id: string } } {
  const exemplarLabels = exemplar();
  return exemplarLabels === undefined ? {} : { exemplarLabels };
}
