/** One request from its arrival to the end of its answer: what every layer may know of it. */

import type { IncomingMessage } from 'node:http';

import { context, createContextKey, type Context } from '@opentelemetry/api';

import { METHODS, OTHER_METHOD, UNMATCHED_ENDPOINT } from './contract.ts';
import { ProblemError } from './problems.ts';
import { acceptRequestId } from './request_id.ts';

/** The client hung up before it had its answer. */
export class ClientGoneError extends Error {
  override readonly name = 'ClientGoneError';
}

/** What is needed of a request; of what is no request there is less. */
export type Head = Pick<IncomingMessage, 'method' | 'url' | 'headers' | 'socket'>;

export class Exchange {
  readonly requestId: string;
  /** As a label: anybody can send another word a request. */
  readonly method: string;
  /** Without the query, which may hold secrets. */
  readonly path: string;
  readonly clientAddress: string;
  /** As a label: the template of the route, once the router has found it. */
  endpoint: string = UNMATCHED_ENDPOINT;
  /** What nobody handled. */
  error: Error | undefined;
  readonly #abort = new AbortController();
  readonly #timer: NodeJS.Timeout;

  constructor(request: Head, timeoutSeconds: number) {
    const method = request.method ?? '';
    this.requestId = acceptRequestId(request.headers['x-request-id']);
    this.method = METHODS.has(method) ? method : OTHER_METHOD;
    this.path = pathOf(request);
    this.clientAddress = request.socket.remoteAddress ?? '';
    this.#timer = setTimeout(() => {
      const detail = `The request was not answered within ${timeoutSeconds} s.`;
      this.#abort.abort(new ProblemError(503, detail, { retryAfterSeconds: 1 }));
    }, timeoutSeconds * 1000);
  }

  /** Aborted, with the error to end with, when there is no use in going on. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** The answer is complete, or there will be none. */
  end(clientGone: boolean): void {
    clearTimeout(this.#timer);
    if (clientGone) this.#abort.abort(new ClientGoneError('the client has hung up'));
  }

  /** Waits for `work`, but no longer than there is use in it. */
  async during<T>(work: T | PromiseLike<T>): Promise<T> {
    const { signal } = this;
    let stop = (): void => undefined;
    const aborted = new Promise<never>((_, reject) => {
      stop = () => {
        reject(signal.reason as Error);
      };
      if (signal.aborted) stop();
      else signal.addEventListener('abort', stop, { once: true });
    });
    try {
      return await Promise.race([work, aborted]);
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }
}

const KEY = createContextKey('exchange');

export function withExchange(parent: Context, exchange: Exchange): Context {
  return parent.setValue(KEY, exchange);
}

/** The request that is being answered; undefined outside of one. */
export function currentExchange(): Exchange | undefined {
  return context.active().getValue(KEY) as Exchange | undefined;
}

export function pathOf(request: Pick<IncomingMessage, 'url'>): string {
  return (request.url ?? '').split('?', 1)[0] ?? '';
}

export function queryOf(request: Pick<IncomingMessage, 'url'>): string {
  return (request.url ?? '').split('?').slice(1).join('?');
}
