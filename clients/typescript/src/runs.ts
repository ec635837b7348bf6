import type { Calls } from './calls.js';
import type { Schemas } from './schemas.js';
import { retryAfter, sleep } from './waiting.js';

export interface WaitOptions {
  /** Milliseconds; five minutes when left out. */
  timeout?: number;
  signal?: AbortSignal;
}

/** A run that has succeeded, failed or was cancelled: `status` says which, `problem` why. */
export type EndedRun = Schemas['Run'] & { endedAt: string };

export type WaitForRun = (runId: string, options?: WaitOptions) => Promise<EndedRun>;

const TIMEOUT_MS = 300_000;
const NEXT_LOOK_SECONDS = 1;

/** Looks at the run as often as the service says. Past the timeout it throws a DOMException named `TimeoutError`. */
export function waiting(calls: Calls): WaitForRun {
  return async (runId, { timeout = TIMEOUT_MS, signal: callers } = {}) => {
    const deadline = new AbortController();
    const late = () => deadline.abort(new DOMException(`Run ${runId} has not ended within ${timeout} ms.`, 'TimeoutError'));
    const timer = setTimeout(late, timeout);
    const signal = callers ? AbortSignal.any([deadline.signal, callers]) : deadline.signal;
    try {
      for (;;) {
        const { data: run, response } = await calls.GET('/runs/{runId}', { params: { path: { runId } }, signal });
        if (hasEnded(run)) return run;
        await sleep((retryAfter(response) ?? NEXT_LOOK_SECONDS) * 1000, signal);
      }
    } finally {
      clearTimeout(timer);
    }
  };
}

function hasEnded(run: Schemas['Run']): run is EndedRun {
  return run.endedAt !== null;
}
