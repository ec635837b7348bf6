/** A stage that answers what a test says, and keeps what it was asked; time passes when nothing else is to be done. */

import { setImmediate } from 'node:timers/promises';
import { mock } from 'node:test';

import { createFacade, type Facade } from 'ai-facade-client';

export type Answer = Error | ((request: Request) => Response | Promise<Response>);

export interface Stage {
  readonly facade: Facade;
  readonly asked: readonly Request[];
}

export const URL = 'https://stage.example/live';

export function stage(...answers: Answer[]): Stage {
  const { fetch, asked } = answering(...answers);
  return { facade: createFacade({ url: URL, token: 'a-token', fetch }), asked };
}

/** The last answer is given again and again. */
export function answering(...answers: Answer[]): { fetch: (request: Request) => Promise<Response>; asked: Request[] } {
  const asked: Request[] = [];
  const fetch = async (request: Request): Promise<Response> => {
    const answer = answers[Math.min(asked.length, answers.length - 1)];
    asked.push(request.clone());
    if (answer === undefined || answer instanceof Error) throw answer ?? new Error('The test has no answer.');
    return answer(request);
  };
  return { fetch, asked };
}

export function json(body: unknown, status = 200, headers: Record<string, string> = {}): () => Response {
  return () => new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json', ...headers } });
}

export function refusal(status: number, headers: Record<string, string> = {}): () => Response {
  const document = { type: 'urn:problem', title: 'No', status, detail: 'Not now.', requestId: 'a-request' };
  return json(document, status, { 'Content-Type': 'application/problem+json', ...headers });
}

/** The outcome, and the milliseconds that the promise has waited for, by a clock that only it turns. */
export async function timed<T>(begin: () => Promise<T>): Promise<{ outcome: T | Error; milliseconds: number }> {
  const clock = new Clock();
  try {
    const started = Date.now();
    let outcome: { value: T | Error; at: number } | undefined;
    const settle = (value: T | Error): void => {
      outcome = { value, at: Date.now() };
    };
    begin().then(settle, settle);
    while (outcome === undefined) {
      // Reading a body takes several turns of the loop, which are no time.
      for (let turn = 0; turn < 50 && outcome === undefined; turn += 1) await setImmediate();
      if (outcome === undefined) clock.ringNext();
    }
    return { outcome: outcome.value, milliseconds: outcome.at - started };
  } finally {
    clock.stop();
  }
}

/** In place of `setTimeout` and `Date.now`. */
class Clock {
  #now = Date.UTC(2026, 10, 23);
  readonly #alarms = new Map<number, { at: number; ring: () => void }>();
  #last = 0;
  readonly #mocks = [
    mock.method(Date, 'now', () => this.#now),
    mock.method(globalThis, 'setTimeout', (ring: () => void, milliseconds: number) => {
      this.#last += 1;
      this.#alarms.set(this.#last, { at: this.#now + milliseconds, ring });
      return this.#last;
    }),
    mock.method(globalThis, 'clearTimeout', (alarm: number) => this.#alarms.delete(alarm)),
  ];

  ringNext(): void {
    const [next] = [...this.#alarms].sort(([, one], [, other]) => one.at - other.at);
    if (next === undefined) return;
    const [alarm, { at, ring }] = next;
    this.#alarms.delete(alarm);
    this.#now = Math.max(this.#now, at);
    ring();
  }

  stop(): void {
    for (const each of this.#mocks) each.mock.restore();
  }
}
