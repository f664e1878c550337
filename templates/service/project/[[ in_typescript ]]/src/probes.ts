/** Probes and `/metrics`: answered beside the service, never counted, traced, limited or logged. */

import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';

import { pathOf } from './exchange.ts';
import { expose } from './exposition.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { Metrics } from './metrics.ts';
import { ProblemError, sendProblem } from './problems.ts';
import { acceptRequestId, REQUEST_ID_HEADER } from './request_id.ts';

/** Why traffic is not welcome; nothing when there is no reason. */
export type Objection = () => readonly string[] | Promise<readonly string[]>;

type Answer = (request: IncomingMessage, response: ServerResponse) => Promise<void> | void;

/** Answers four paths itself and passes everything else on. */
export function withProbes(
  listener: RequestListener,
  lifecycle: Lifecycle,
  metrics: Metrics,
  objections: readonly Objection[],
): RequestListener {
  const reasons = async (): Promise<string[]> => {
    const found = await Promise.all(objections.map(async (objection) => objection()));
    const { phase } = lifecycle;
    return phase === 'serving' ? found.flat() : [phase, ...found.flat()];
  };
  metrics.measureReadiness(async () => (await reasons()).length === 0);

  const answers = new Map<string, Answer>([
    [
      '/livez',
      (_, response) => {
        sendOk(response);
      },
    ],
    [
      '/readyz',
      async (_, response) => {
        const against = await reasons();
        if (against.length === 0) {
          sendOk(response);
          return;
        }
        throw new ProblemError(503, 'The service is not ready.', { members: { reasons: against } });
      },
    ],
    [
      '/startupz',
      (_, response) => {
        if (lifecycle.phase === 'starting') {
          throw new ProblemError(503, 'The service is still starting.');
        }
        sendOk(response);
      },
    ],
    [
      '/metrics',
      async (request, response) => {
        const { contentType, text } = await expose(metrics.registry, request.headers.accept);
        response.writeHead(200, { 'Content-Type': contentType }).end(text);
      },
    ],
  ]);

  return (request, response) => {
    const answer = answers.get(pathOf(request));
    if (answer === undefined) {
      listener(request, response);
    } else {
      void send(answer, request, response);
    }
  };
}

async function send(
  answer: Answer,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const requestId = acceptRequestId(request.headers['x-request-id']);
  response.setHeader(REQUEST_ID_HEADER, requestId);
  try {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      const headers = { Allow: 'GET, HEAD' };
      throw new ProblemError(405, 'Probes and metrics are read only.', { headers });
    }
    await answer(request, response);
  } catch (error) {
    const unexpected = new ProblemError(500, 'An unexpected error occurred.');
    sendProblem(response, requestId, error instanceof ProblemError ? error : unexpected);
  }
}

function sendOk(response: ServerResponse): void {
  response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"status":"ok"}');
}
