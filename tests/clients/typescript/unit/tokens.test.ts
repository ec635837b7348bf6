import assert from 'node:assert/strict';
import { mock, test } from 'node:test';

import { ApiProblem, createFacade, type Token } from 'ai-facade-client';

import { answering, json, refusal, timed, URL } from './stage.ts';

const TOKEN_URL = 'https://tokens.example/oauth2/token';
const CREDENTIALS = { clientId: 'a client', clientSecret: 's3cret' };
const HEALTHY = json({ status: 'ok', contract: '0' });

/** A stage and its token URL: the tokens are first, second, third. */
function withCredentials({ seconds = 3600, refused = [] as string[], published = TOKEN_URL, given = true } = {}) {
  const exchanges: Request[] = [];
  const bearers: string[] = [];
  const names = ['first', 'second', 'third'];
  const { fetch, asked } = answering((request) => {
    if (request.url === TOKEN_URL) {
      exchanges.push(request);
      return json({ access_token: names[exchanges.length - 1], expires_in: seconds, token_type: 'Bearer' })();
    }
    if (request.url.endsWith('/openapi.json')) {
      const flows = { clientCredentials: { tokenUrl: published } };
      return json({ components: { securitySchemes: { ApiKey: { type: 'apiKey' }, Team: { type: 'oauth2', flows } } } })();
    }
    const bearer = request.headers.get('Authorization')?.replace('Bearer ', '') ?? '';
    bearers.push(bearer);
    return refused.includes(bearer) ? refusal(401)() : HEALTHY();
  });
  const tokenUrl = given ? { tokenUrl: TOKEN_URL } : {};
  return { facade: createFacade({ url: URL, credentials: CREDENTIALS, fetch, ...tokenUrl }), exchanges, bearers, asked };
}

function withToken(token: Token, ...accepted: string[]) {
  const { fetch, asked } = answering((request) => {
    const known = accepted.some((each) => request.headers.get('Authorization') === `Bearer ${each}`);
    return known ? HEALTHY() : refusal(401)();
  });
  return { facade: createFacade({ url: URL, token, fetch }), asked };
}

test('no token is asked for before it is needed', async () => {
  const { facade, exchanges } = withCredentials();

  const before = exchanges.length;
  await facade.GET('/health');

  assert.equal(before, 0);
  assert.equal(exchanges.length, 1);
});

test('the token is asked for as RFC 6749 has it', async () => {
  const { facade, exchanges } = withCredentials();

  await facade.GET('/health');

  const [exchange] = exchanges;
  assert.equal(exchange?.headers.get('Authorization'), `Basic ${btoa('a%20client:s3cret')}`);
  assert.equal(await exchange?.text(), 'grant_type=client_credentials');
  assert.equal(exchange?.redirect, 'error');
});

test('callers who come at once share one token', async () => {
  const { facade, exchanges, bearers } = withCredentials();

  await Promise.all(Array.from({ length: 20 }, () => facade.GET('/health')));

  assert.equal(exchanges.length, 1);
  assert.deepEqual(new Set(bearers), new Set(['first']));
});

test('a token is used until shortly before it expires', async () => {
  const { facade, bearers } = withCredentials({ seconds: 3600 });

  for (const second of [0, 3530, 3550]) {
    const now = mock.method(Date, 'now', () => second * 1000);
    await facade.GET('/health');
    now.mock.restore();
  }

  assert.deepEqual(bearers, ['first', 'first', 'second']);
});

test('a token that is refused is renewed once, for all callers', async () => {
  const { facade, exchanges, bearers } = withCredentials({ refused: ['first'] });

  await Promise.all(Array.from({ length: 5 }, () => facade.GET('/health')));

  assert.equal(exchanges.length, 2);
  assert.equal(bearers.filter((bearer) => bearer === 'second').length, 5);
});

test('a second refusal is thrown', async () => {
  const { facade, bearers } = withCredentials({ refused: ['first', 'second'] });

  await assert.rejects(facade.GET('/health'), { status: 401 });

  assert.deepEqual(bearers, ['first', 'second']);
});

test('a POST without a key is sent again with a new token, for the first was not let in', async () => {
  const { facade, asked } = withCredentials({ refused: ['first'] });

  await facade.POST('/search', { body: { query: 'garage' } });

  const searches = asked.filter((request) => request.url.endsWith('/search'));
  assert.deepEqual(await Promise.all(searches.map((request) => request.text())), Array(2).fill('{"query":"garage"}'));
});

test("the token URL is the one of the stage's document", async () => {
  const { facade, asked } = withCredentials({ given: false });

  await facade.GET('/health');
  await facade.GET('/health');

  const urls = asked.map((request) => request.url);
  assert.deepEqual(urls, [`${URL}/openapi.json`, TOKEN_URL, `${URL}/health`, `${URL}/health`]);
  assert.equal(asked[0]?.headers.get('Authorization'), null);
});

test('a published token URL that is not encrypted gets no secret', async () => {
  const { facade, asked } = withCredentials({ given: false, published: 'http://tokens.example/oauth2/token' });

  await assert.rejects(facade.GET('/health'), /another protocol/);

  assert.deepEqual(asked.map((request) => request.url), [`${URL}/openapi.json`]);
});

test('a token URL that is busy is asked again', async () => {
  const { fetch, asked } = answering(refusal(503), json({ access_token: 'first', expires_in: 60 }), HEALTHY);
  const facade = createFacade({ url: URL, credentials: CREDENTIALS, tokenUrl: TOKEN_URL, fetch });

  const { outcome } = await timed(() => facade.GET('/health'));

  assert.ok(!(outcome instanceof Error));
  assert.equal(asked.length, 3);
});

for (const [what, answer] of [
  ['credentials that are refused', json({ error: 'invalid_client' }, 400)],
  ['an answer without a token', json({ id_token: 'half-a-secret' })],
] as const) {
  test(`${what} are a problem that shows no secret, and the next call asks anew`, async () => {
    const { fetch, asked } = answering(answer);
    const facade = createFacade({ url: URL, credentials: CREDENTIALS, tokenUrl: TOKEN_URL, fetch });

    for (const tries of [1, 2]) {
      await assert.rejects(facade.GET('/health'), (problem) => {
        assert.ok(problem instanceof ApiProblem);
        assert.equal(problem.status, answer().status);
        assert.doesNotMatch(problem.message, /s3cret|half-a-secret/);
        return true;
      });
      assert.equal(asked.length, tries);
    }
  });
}

test('a caller who gives up does not take the token from the others', async () => {
  let answer = (_: Response): void => {};
  const exchange = new Promise<Response>((resolve) => {
    answer = resolve;
  });
  const { fetch } = answering(() => exchange, HEALTHY);
  const facade = createFacade({ url: URL, credentials: CREDENTIALS, tokenUrl: TOKEN_URL, fetch });
  const controller = new AbortController();

  const first = facade.GET('/health', { signal: controller.signal });
  const second = facade.GET('/health');
  controller.abort(new Error('I have seen enough.'));
  await assert.rejects(first, /seen enough/);
  answer(json({ access_token: 'first', expires_in: 60 })());

  assert.equal((await second).data.status, 'ok');
});

test('a fixed token that is refused is final', async () => {
  const { facade, asked } = withToken('old', 'new');

  await assert.rejects(facade.GET('/health'), { status: 401 });

  assert.equal(asked.length, 1);
});

test('a function is asked again when its token is refused', async () => {
  const tokens = ['old', 'new'];
  const { facade, asked } = withToken(async () => tokens.shift() ?? '', 'new');

  assert.equal((await facade.GET('/health')).data.status, 'ok');

  assert.equal(asked.length, 2);
});

test('what a function for tokens throws is thrown', async () => {
  const gone = new Error('My own server is away.');
  const { facade, asked } = withToken(() => Promise.reject(gone));

  await assert.rejects(facade.GET('/health'), gone);

  assert.equal(asked.length, 0);
});
