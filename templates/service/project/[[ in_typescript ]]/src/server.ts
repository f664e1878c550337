/** The HTTP server below the framework: what it makes of connections, and of what is no request. */

import { createServer, type RequestListener, type Server, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';

import { Exchange } from './exchange.ts';
import { PROBLEM_MEDIA_TYPE, ProblemError } from './problems.ts';
import { REQUEST_ID_HEADER } from './request_id.ts';

// Longer than load balancers keep an idle connection (60 s): they close it, not we under them.
const KEEP_ALIVE_MS = 75_000;
const STATUS_OF: Readonly<Record<string, number>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  HPE_HEADER_OVERFLOW: 431,
};

/** Hears of what was refused before it was a request. */
export type Refused = (exchange: Exchange, status: number) => void;

export function buildServer(listener: RequestListener, refused: Refused): Server {
  const busy = new WeakSet<Socket>();
  const options = { keepAliveTimeout: KEEP_ALIVE_MS, requireHostHeader: false };
  const server = createServer(options, (request, response) => {
    const { socket } = request;
    busy.add(socket);
    response.once('close', () => busy.delete(socket));
    listener(request, response);
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    const { code = '' } = error;
    const isRefusable = code.startsWith('HPE_') || code in STATUS_OF;
    if (isRefusable && socket.writable && !busy.has(socket)) {
      refused(...refuse(socket, STATUS_OF[code] ?? 400, 'This is no HTTP request.'));
    } else {
      socket.destroy();
    }
  });
  server.on('connect', (_request, socket: Socket) => {
    refused(...refuse(socket, 405, 'This is no proxy.'));
  });
  return server;
}

/** Answers and closes a connection that sent something which the framework cannot see. */
function refuse(socket: Socket, status: number, detail: string): [Exchange, number] {
  const exchange = new Exchange({ method: '', url: '', headers: {}, socket }, 1);
  exchange.end(false);
  const problem = new ProblemError(status, detail).document(exchange.requestId);
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    `${REQUEST_ID_HEADER}: ${exchange.requestId}`,
    `Content-Type: ${PROBLEM_MEDIA_TYPE}`,
    `Content-Length: ${Buffer.byteLength(problem)}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${problem}`);
  return [exchange, status];
}
