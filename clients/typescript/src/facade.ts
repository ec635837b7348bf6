import { type Calls, calls } from './calls.js';
import { type ClientCredentials, exchanged } from './credentials.js';
import { type Iterate, iterating } from './pages.js';
import { at } from './problem.js';
import { retrying } from './retries.js';
import { type WaitForRun, waiting } from './runs.js';
import type { Send } from './send.js';
import { authorized, given, type Token, type Tokens } from './tokens.js';

interface Stage {
  /** The stage's URL, as `servers` in its `openapi.json` has it. */
  readonly url: string;
  /** In place of the global `fetch`. */
  readonly fetch?: Send;
}

export interface WithToken extends Stage {
  /** A token, or a function that gives one: it is called for every request, and again where its token is refused. */
  readonly token: Token;
}

export interface WithCredentials extends Stage {
  readonly credentials: ClientCredentials;
  /** Where tokens are asked for; what the stage's `openapi.json` says when left out. */
  readonly tokenUrl?: string;
}

export type FacadeOptions = WithToken | WithCredentials;

export interface Facade extends Calls {
  /** Every item of every page, lazily. */
  readonly iterate: Iterate;
  /** The run once it has ended, however it did. */
  readonly waitForRun: WaitForRun;
}

export function createFacade(options: FacadeOptions): Facade {
  const { url, fetch = (request: Request) => globalThis.fetch(request) } = options;
  const send = retrying(fetch);
  const all = calls(url, authorized(send, tokensOf(options, fetch, send)));
  return { ...all, iterate: iterating(all), waitForRun: waiting(all) };
}

function tokensOf(options: FacadeOptions, fetch: Send, send: Send): Tokens {
  if ('token' in options) return given(options.token);
  const { url, credentials, tokenUrl } = options;
  return exchanged(credentials, async () => tokenUrl ?? publishedTokenUrl(url, calls(url, send)), fetch);
}

/** Where the stage's own document says that tokens are given for client credentials. */
async function publishedTokenUrl(url: string, open: Calls): Promise<string> {
  const { data } = await open.GET('/openapi.json');
  const schemes = Object.values(data.components['securitySchemes'] ?? {});
  const found = schemes.map((scheme) => at(at(at(scheme, 'flows'), 'clientCredentials'), 'tokenUrl'));
  const published = found.find((each) => typeof each === 'string');
  if (published === undefined) throw new TypeError('The stage publishes no token URL; give it as tokenUrl.');
  const tokenUrl = new URL(published, url);
  if (tokenUrl.protocol !== new URL(url).protocol) throw new TypeError('The published token URL is of another protocol than the stage.');
  return tokenUrl.href;
}
