/** Request bodies: JSON where a route asks for it, and never longer than allowed. */

import type { FastifyInstance, FastifyRequest } from 'fastify';

import { currentExchange } from './exchange.ts';
import { ProblemError } from './problems.ts';

// Closing on a client that still sends resets the connection and loses the answer, so this many
// times the limit is read and dropped first.
const DISCARDED_BODIES = 8;
const JSON_TYPE = /^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i;

export function limitBodies(app: FastifyInstance, maxBytes: number): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', async (request: FastifyRequest, stream: AsyncIterable<Buffer>) => {
    const reading = readBody(stream, maxBytes);
    const body = await (currentExchange()?.during(reading) ?? reading);
    const isWanted = request.routeOptions.schema?.body !== undefined && !request.is404;
    return isWanted && JSON_TYPE.test(request.headers['content-type'] ?? '')
      ? parse(body)
      : undefined;
  });
}

async function readBody(stream: AsyncIterable<Buffer>, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream) {
    length += chunk.length;
    if (length <= maxBytes) chunks.push(chunk);
    if (length > maxBytes * DISCARDED_BODIES) break;
  }
  if (length > maxBytes) {
    const headers = { Connection: 'close' };
    throw new ProblemError(413, `The body is longer than ${maxBytes} bytes.`, { headers });
  }
  return Buffer.concat(chunks);
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    const errors = [{ at: 'body', reason: 'is not JSON' }];
    throw new ProblemError(422, 'The request is not valid.', { members: { errors } });
  }
}
