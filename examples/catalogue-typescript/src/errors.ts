/** Every error of the framework and of the routes, answered with a problem document. */

import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { DependencyError } from './client.ts';
import { ClientGoneError, currentExchange, pathOf } from './exchange.ts';
import { PROBLEM_MEDIA_TYPE, ProblemError } from './problems.ts';
import type { Routes } from './routes.ts';

export function answerWithProblems(app: FastifyInstance, routes: Routes): void {
  app.setErrorHandler(answerError);
  app.setNotFoundHandler((request, reply) => {
    const allowed = routes.allowedMethods(pathOf(request.raw));
    if (allowed.length === 0) return answer(reply, new ProblemError(404, 'There is no such path.'));
    const headers = { Allow: allowed.join(', ') };
    return answer(reply, new ProblemError(405, 'This path has other methods.', { headers }));
  });
}

/** A path that cannot even be decoded leads nowhere. */
export function answerFrameworkError(
  _error: FastifyError,
  _request: FastifyRequest,
  reply: FastifyReply,
): void {
  void answer(reply, new ProblemError(404, 'There is no such path.'));
}

function answerError(error: unknown, _request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (error instanceof ClientGoneError) return reply.hijack(); // there is nobody to answer
  return answer(reply, problemOf(error));
}

function answer(reply: FastifyReply, problem: ProblemError): FastifyReply {
  const requestId = currentExchange()?.requestId ?? '';
  return reply
    .code(problem.status)
    .headers(problem.headers)
    .header('Content-Type', PROBLEM_MEDIA_TYPE)
    .serializer((document: string) => document)
    .send(problem.document(requestId));
}

function problemOf(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  if (error instanceof DependencyError) {
    const { retryAfterSeconds } = error;
    return new ProblemError(503, 'A dependency is not available.', { retryAfterSeconds });
  }
  const { validation, validationContext, statusCode = 500 } = error as Partial<FastifyError>;
  if (validation) {
    // Where and why, but never the value: it may be a secret.
    const errors = validation.map(({ instancePath, message }) => ({
      at: `${validationContext ?? 'request'}${instancePath.replaceAll('/', '.')}`,
      reason: message ?? 'is not valid',
    }));
    return new ProblemError(422, 'The request is not valid.', { members: { errors } });
  }
  // What cannot be parsed or has another type is as wrong as what has the wrong content.
  if (statusCode === 400 || statusCode === 415) return new ProblemError(422, messageOf(error));
  if (statusCode < 500) return new ProblemError(statusCode, messageOf(error));
  const exchange = currentExchange();
  if (exchange) exchange.error = error instanceof Error ? error : new Error(messageOf(error));
  return new ProblemError(500, 'An unexpected error occurred.');
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
