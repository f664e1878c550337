/** Errors as callers see them: `application/problem+json` (RFC 9457) with the request ID in it. */

import { STATUS_CODES, type OutgoingHttpHeaders, type ServerResponse } from 'node:http';

export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

export interface ProblemOptions {
  readonly retryAfterSeconds?: number;
  readonly headers?: OutgoingHttpHeaders;
  /** Further members of the document. */
  readonly members?: Readonly<Record<string, unknown>>;
}

/** Thrown anywhere in a request to answer it with this problem. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly #members: Readonly<Record<string, unknown>>;

  constructor(status: number, detail: string, options: ProblemOptions = {}) {
    super(detail);
    this.status = status;
    this.headers = { ...options.headers };
    if (options.retryAfterSeconds !== undefined) {
      this.headers['Retry-After'] = String(Math.ceil(options.retryAfterSeconds));
    }
    this.#members = options.members ?? {};
  }

  document(requestId: string): string {
    return JSON.stringify({
      type: 'about:blank',
      title: STATUS_CODES[this.status] ?? 'Error',
      status: this.status,
      detail: this.message,
      request_id: requestId,
      ...this.#members,
    });
  }
}

/** Answers with a problem where no framework does. */
export function sendProblem(
  response: ServerResponse,
  requestId: string,
  problem: ProblemError,
): void {
  const headers = { ...problem.headers, 'Content-Type': PROBLEM_MEDIA_TYPE };
  response.writeHead(problem.status, headers).end(problem.document(requestId));
}
