import { copies, type Send } from './send.js';
import { discard, unlessAborted } from './waiting.js';

/** Where a request's token comes from. */
export interface Tokens {
  current(): Promise<string>;
  /** Another token than the one that was refused; the same where there is no other. */
  insteadOf(refused: string): Promise<string>;
}

export type Token = string | (() => string | Promise<string>);

export function given(token: Token): Tokens {
  const current = async () => (typeof token === 'string' ? token : token());
  return { current, insteadOf: current };
}

/** Sends a request with a token, and once more where that is refused and there is another. */
export function authorized(send: Send, tokens: Tokens): Send {
  return async (request) => {
    const copy = await copies(request);
    const token = await unlessAborted(tokens.current(), request.signal);
    const response = await send(bearing(token, copy()));
    if (response.status !== 401) return response;
    const other = await unlessAborted(tokens.insteadOf(token), request.signal);
    if (other === token) return response;
    discard(response);
    return send(bearing(other, copy()));
  };
}

function bearing(token: string, request: Request): Request {
  request.headers.set('Authorization', `Bearer ${token}`);
  return request;
}
