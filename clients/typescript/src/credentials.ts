import { ApiProblem, at, parsed } from './problem.js';
import { retrying } from './retries.js';
import type { Send } from './send.js';
import type { Tokens } from './tokens.js';

/** For servers: whoever has the secret is the team. */
export interface ClientCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

interface Kept {
  readonly token: string;
  readonly renewAt: number;
}

const ANSWER_LIMIT_MS = 30_000;
/** A token is renewed this long before it expires, or when nine tenths of its time are over. */
const MARGIN_SECONDS = 60;

/** Tokens by the grant `client_credentials`: asked for when first needed, and once for all who wait. */
export function exchanged(credentials: ClientCredentials, findTokenUrl: () => Promise<string>, fetch: Send): Tokens {
  const send = retrying(fetch, () => true);
  let kept: Kept | undefined;
  let asking: Promise<Kept> | undefined;

  async function ask(): Promise<Kept> {
    const response = await send(tokenRequest(await findTokenUrl(), credentials));
    kept = await readToken(response);
    return kept;
  }

  async function renewed(): Promise<string> {
    asking ??= ask().finally(() => {
      asking = undefined;
    });
    return (await asking).token;
  }

  return {
    current: async () => (kept && Date.now() < kept.renewAt ? kept.token : renewed()),
    insteadOf: async (refused) => (kept && kept.token !== refused ? kept.token : renewed()),
  };
}

/** RFC 6749, sections 2.3.1 and 4.4.2. */
function tokenRequest(url: string, { clientId, clientSecret }: ClientCredentials): Request {
  const basic = btoa(`${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`);
  return new Request(url, {
    method: 'POST',
    headers: { Authorization: `Basic ${basic}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
    // A redirect would take the secret elsewhere.
    redirect: 'error',
    signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
  });
}

async function readToken(response: Response): Promise<Kept> {
  const text = await response.text();
  const answer = parsed(text);
  const token = at(answer, 'access_token');
  const seconds = Number(at(answer, 'expires_in') ?? 0);
  // An answer that is no token is shown without its body: it may hold half a secret.
  if (!response.ok) throw new ApiProblem(response, text);
  if (typeof token !== 'string') throw new ApiProblem(response, 'The answer of the token URL holds no token.');
  const margin = Math.min(MARGIN_SECONDS, seconds / 10);
  return { token, renewAt: Date.now() + (seconds - margin) * 1000 };
}
