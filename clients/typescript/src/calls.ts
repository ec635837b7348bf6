import createClient, { type FetchResponse, type Middleware, type ParseAs, type RequestBodyOption } from 'openapi-fetch';

import type { paths } from './generated/contract.js';
import { TAKES_IDEMPOTENCY_KEY } from './generated/operations.js';
import { ApiProblem } from './problem.js';
import type { Send } from './send.js';

export type Method = 'get' | 'put' | 'post' | 'delete' | 'options' | 'head' | 'patch' | 'trace';

/** The paths that have this method. */
export type PathOf<M extends Method> = {
  [Path in keyof paths]: paths[Path] extends Record<M, object> ? Path : never;
}[keyof paths];

export type Operation<Path extends keyof paths, M extends Method> = paths[Path] extends Record<M, infer Found extends object> ? Found : never;

type Parameters<O> = O extends { parameters: infer P } ? (object extends P ? { params?: P } : { params: P }) : never;

/** What a call is made of: the contract's parameters and body, and `fetch`'s own options. */
export type Init<O, As extends ParseAs = 'json'> = Parameters<O> &
  RequestBodyOption<O> &
  Omit<RequestInit, 'body' | 'headers' | 'method'> & {
    headers?: Readonly<Record<string, string>>;
    /** How the body is read; as JSON when left out. */
    parseAs?: As;
  };

/** Optional where the operation requires nothing. */
export type Arguments<I> = object extends I ? [init?: I] : [init: I];

/** A success: everything else is thrown as an `ApiProblem`. */
export type Success<O extends object, As extends ParseAs = 'json'> = Extract<
  FetchResponse<O & Record<string, unknown>, { parseAs: As }, `${string}/${string}`>,
  { data: unknown }
>;

export type Call<M extends Method> = <Path extends PathOf<M>, As extends ParseAs = 'json'>(
  path: Path,
  ...init: Arguments<Init<Operation<Path, M>, As>>
) => Promise<Success<Operation<Path, M>, As>>;

/** A function a method: `GET('/runs/{runId}', …)`. */
export type Calls = { readonly [M in Method as Uppercase<M>]: Call<M> };

const JSON_MEDIA_TYPE = /^application\/([\w.-]+\+)?json\b/i;

/** openapi-fetch's client over `send`, which answers or throws. */
export function calls(url: string, send: Send): Calls {
  const client = createClient<paths>({ baseUrl: url, fetch: send });
  client.use(idempotencyKeys, problems);
  // Its types have the failure as a second shape of the answer, which `problems` throws.
  return client as unknown as Calls;
}

/** A key where the operation takes one and the caller sends none; a retry sends the same request with the same key. */
const idempotencyKeys: Middleware = {
  onRequest({ request, schemaPath }) {
    if (TAKES_IDEMPOTENCY_KEY.has(`${request.method} ${schemaPath}`) && !request.headers.has('Idempotency-Key')) {
      request.headers.set('Idempotency-Key', crypto.randomUUID());
    }
  },
};

const problems: Middleware = {
  async onResponse({ request, response, options }) {
    if (!response.ok || (options.parseAs === 'json' && !holdsJson(request, response))) throw await ApiProblem.of(response);
  },
};

/** A page of a proxy or a portal may come with 200; it is not what the contract says. */
function holdsJson(request: Request, response: Response): boolean {
  const empty = request.method === 'HEAD' || response.status === 204 || response.body === null;
  return empty || JSON_MEDIA_TYPE.test(response.headers.get('Content-Type') ?? '');
}
