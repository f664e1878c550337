/** From start to end of the process: starting, serving, draining. */

import type { RequestListener } from 'node:http';

import type { FastifyInstance } from 'fastify';

export type Phase = 'starting' | 'serving' | 'draining';

export class Lifecycle {
  phase: Phase = 'starting';
}

/** While draining, asks clients to come back on a new connection: to another process. */
export function drained(listener: RequestListener, lifecycle: Lifecycle): RequestListener {
  return (request, response) => {
    if (lifecycle.phase === 'draining') response.setHeader('Connection', 'close');
    listener(request, response);
  };
}

/** The same for requests that have begun before, and are answered while draining. */
export function closeWhileDraining(app: FastifyInstance, lifecycle: Lifecycle): void {
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (lifecycle.phase === 'draining') reply.header('Connection', 'close');
    done();
  });
}
