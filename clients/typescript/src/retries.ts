import { copies, type Send } from './send.js';
import { discard, retryAfter, sleep } from './waiting.js';

const RETRIES = 4;
const WORTH_ANOTHER_TRY: ReadonlySet<number> = new Set([429, 502, 503, 504]);
/** RFC 9110, section 9.2.2. */
const IDEMPOTENT_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE']);
const FIRST_BACKOFF_MS = 200;
/** Who is told to wait longer, for a budget that is used up until the month is over, is told so at once. */
const LONGEST_WAIT_MS = 60_000;

/** Sends a request again where that may help and does no harm; the last answer or error is what the caller gets. */
export function retrying(send: Send, mayRepeat: (request: Request) => boolean = isRepeatable): Send {
  return async (request) => {
    const copy = await copies(request);
    const retries = mayRepeat(request) ? RETRIES : 0;
    for (let retry = 0; retry < retries; retry += 1) {
      const outcome = await send(copy()).catch((error: unknown) => {
        if (request.signal.aborted) throw error;
        return undefined;
      });
      const wait = outcome === undefined ? backoff(retry) : waitAfter(outcome, retry);
      if (outcome !== undefined && wait === undefined) return outcome;
      if (outcome !== undefined) discard(outcome);
      await sleep(wait ?? 0, request.signal);
    }
    return send(copy());
  };
}

function isRepeatable(request: Request): boolean {
  return IDEMPOTENT_METHODS.has(request.method) || request.headers.has('Idempotency-Key');
}

/** Milliseconds until the next try; undefined where the answer stands. */
function waitAfter(response: Response, retry: number): number | undefined {
  const told = retryAfter(response);
  // 409 with Retry-After: the same Idempotency-Key is still on its way, perhaps sent by a try whose connection broke.
  const again = WORTH_ANOTHER_TRY.has(response.status) || (response.status === 409 && told !== undefined);
  const wait = told === undefined ? backoff(retry) : told * 1000;
  return again && wait <= LONGEST_WAIT_MS ? wait : undefined;
}

/** Exponential, with full jitter. */
function backoff(retry: number): number {
  return Math.random() * FIRST_BACKOFF_MS * 2 ** retry;
}
