/** The request ID: the caller's if it is sane, else a new one; on every response and every call. */

import { randomUUID } from 'node:crypto';

export const REQUEST_ID_HEADER = 'X-Request-ID';
const ACCEPTED = /^[A-Za-z0-9._-]{1,128}$/;

/** Returns `offered` if it is safe to log and to pass on, else a new UUID. */
export function acceptRequestId(offered: string | readonly string[] | undefined): string {
  return typeof offered === 'string' && ACCEPTED.test(offered) ? offered : randomUUID();
}
