/**
 * What this service is called and promises, from the answers it was generated with.
 *
 * `observability/contract.yaml` holds the whole contract; `tests/contract.test.ts` compares the two.
 */

export const SERVICE_NAME = 'catalogue';
export const DEFAULT_PORT = 8080;

export const UNMATCHED_ENDPOINT = '_unmatched';
export const OTHER_METHOD = '_OTHER';
export const METHODS: ReadonlySet<string> = new Set([
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
]);
export const NO_ANSWER_STATUS = '_error';
export const CLIENT_ABORT_STATUS = 499;

// 0.25 is the threshold of the latency objective: alerts read that bucket, it must stay.
export const DURATION_BUCKETS_SECONDS: readonly number[] = [
  0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
];
