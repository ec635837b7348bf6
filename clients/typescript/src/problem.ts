import type { Schemas } from './schemas.js';
import { retryAfter } from './waiting.js';

const LONGEST_DETAIL = 500;

/** What `fetch` got instead of a success. A connection that breaks is no problem document: `fetch`'s own error is thrown. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly status: number;
  /** Stable, to be switched on; `about:blank` where the answer is no problem document. */
  readonly type: string;
  readonly title: string;
  readonly detail: string;
  /** What to quote when you ask for help. */
  readonly requestId: string | undefined;
  /** Seconds to wait before the next try. */
  readonly retryAfter: number | undefined;
  /** The whole document, with `errors` and `resetsAt` where it has them; undefined where the answer is none. */
  readonly document: Schemas['Problem'] | undefined;

  constructor(response: Response, text: string) {
    const body = parsed(text);
    const document = isProblem(body) ? body : undefined;
    const title = document?.title ?? (response.statusText || `HTTP ${response.status}`);
    const detail = document?.detail ?? said(body) ?? text.slice(0, LONGEST_DETAIL);
    super(`${response.status} ${title}: ${detail}`);
    this.status = response.status;
    this.type = document?.type ?? 'about:blank';
    this.title = title;
    this.detail = detail;
    this.requestId = document?.requestId ?? response.headers.get('x-amzn-RequestId') ?? undefined;
    this.retryAfter = retryAfter(response);
    this.document = document;
  }

  /** Reads the answer's body. */
  static async of(response: Response): Promise<ApiProblem> {
    return new ApiProblem(response, await response.text().catch(() => ''));
  }
}

/** RFC 9457 as this API has it: each of these is always there. */
function isProblem(body: unknown): body is Schemas['Problem'] {
  return (['type', 'title', 'detail', 'requestId'] as const).every((name) => typeof at(body, name) === 'string');
}

/** What other servers call the detail: OAuth's, OpenAI's and API Gateway's own errors. */
function said(body: unknown): string | undefined {
  const places = [at(body, 'error_description'), at(at(body, 'error'), 'message'), at(body, 'error'), at(body, 'message')];
  return places.find((place) => typeof place === 'string');
}

export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The member of an object; undefined of anything else. */
export function at(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}
