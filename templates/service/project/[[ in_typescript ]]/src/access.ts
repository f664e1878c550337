/** The layer that sees how every request ends: counts it, times it, logs it and ends its span. */

import type { RequestListener } from 'node:http';

import { context, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import type { Logger } from 'pino';

import { CLIENT_ABORT_STATUS } from './contract.ts';
import { Exchange, withExchange } from './exchange.ts';
import type { Metrics } from './metrics.ts';
import { REQUEST_ID_HEADER } from './request_id.ts';
import type { Tracing } from './tracing.ts';

export class Access {
  readonly #log: Logger;
  readonly #metrics: Metrics;
  readonly #tracing: Tracing;
  readonly #timeoutSeconds: number;

  constructor(log: Logger, metrics: Metrics, tracing: Tracing, timeoutSeconds: number) {
    this.#log = log;
    this.#metrics = metrics;
    this.#tracing = tracing;
    this.#timeoutSeconds = timeoutSeconds;
  }

  /** Wraps what answers requests, below the framework: nothing that it does can go unseen. */
  watch(listener: RequestListener): RequestListener {
    return (request, response) => {
      const started = performance.now();
      const exchange = new Exchange(request, this.#timeoutSeconds);
      const within = withExchange(this.#tracing.beginRequest(exchange, request), exchange);
      this.#metrics.requestsInFlight.inc();
      response.setHeader(REQUEST_ID_HEADER, exchange.requestId);
      response.once('close', () => {
        const complete = response.writableFinished;
        const status = complete ? response.statusCode : CLIENT_ABORT_STATUS;
        exchange.end(!complete);
        this.#metrics.requestsInFlight.dec();
        context.with(within, () => {
          this.#record(exchange, status, (performance.now() - started) / 1000);
          const span = trace.getActiveSpan();
          if (span) this.#tracing.endRequest(span, exchange, status);
        });
      });
      context.with(within, () => {
        listener(request, response);
      });
    };
  }

  /** Records what was refused before it was a request; it has no span. */
  refused(exchange: Exchange, status: number): void {
    context.with(withExchange(ROOT_CONTEXT, exchange), () => {
      this.#record(exchange, status, 0);
    });
  }

  #record(
    { method, endpoint, path, clientAddress, error }: Exchange,
    status: number,
    seconds: number,
  ): void {
    this.#metrics.observeRequest(method, endpoint, status, seconds);
    const fields = {
      method,
      endpoint,
      path,
      status,
      duration_seconds: Number(seconds.toFixed(6)),
      client_address: clientAddress,
      err: error,
    };
    this.#log[levelOf(status)](fields, error === undefined ? 'request answered' : 'request failed');
  }
}

/** ERROR for what nobody handled, WARN for what was turned away, INFO for the rest. */
function levelOf(status: number): 'error' | 'warn' | 'info' {
  if (status === 500) return 'error';
  return status > 500 || status === 429 ? 'warn' : 'info';
}
