import assert from 'node:assert/strict';
import { afterEach, mock, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { ApiProblem, createFacade } from 'ai-facade-client';

import { json, refusal, stage, timed, URL } from './stage.ts';

const HEALTHY = json({ status: 'ok', contract: '0' });
const RUN = json({ runId: 'a-run', endedAt: null }, 202);
const TEXT = { body: { source: 'text', text: 'Hello.' } } as const;
const ALMOST_ONE = 0.999999;

afterEach(() => mock.restoreAll());

for (const status of [429, 502, 503, 504]) {
  test(`a GET that meets ${status} is sent again until it is answered`, async () => {
    const { facade, asked } = stage(refusal(status), refusal(status), HEALTHY);

    const { outcome } = await timed(() => facade.GET('/health'));

    assert.ok(!(outcome instanceof Error));
    assert.equal(outcome.data.status, 'ok');
    assert.equal(asked.length, 3);
  });
}

for (const status of [400, 401, 403, 404, 409, 413, 422, 500]) {
  test(`${status} is final`, async () => {
    const { facade, asked } = stage(refusal(status));

    await assert.rejects(facade.GET('/health'), ApiProblem);

    assert.equal(asked.length, 1);
  });
}

test('four retries are the most', async () => {
  const { facade, asked } = stage(refusal(503));

  const { outcome } = await timed(() => facade.GET('/health'));

  assert.ok(outcome instanceof ApiProblem);
  assert.equal(outcome.status, 503);
  assert.equal(asked.length, 5);
});

test('a connection that breaks is tried again', async () => {
  const { facade, asked } = stage(new TypeError('fetch failed'), HEALTHY);

  const { outcome } = await timed(() => facade.GET('/health'));

  assert.ok(!(outcome instanceof Error));
  assert.equal(asked.length, 2);
});

test('a connection that stays broken is thrown as it is', async () => {
  const broken = new TypeError('fetch failed');
  const { facade, asked } = stage(broken);

  const { outcome } = await timed(() => facade.GET('/health'));

  assert.equal(outcome, broken);
  assert.equal(asked.length, 5);
});

test('a POST without a key is sent once', async () => {
  const { facade, asked } = stage(refusal(503, { 'Retry-After': '1' }));

  await assert.rejects(facade.POST('/search', { body: { query: 'garage' } }), { status: 503, retryAfter: 1 });

  assert.equal(asked.length, 1);
  assert.equal(asked[0]?.headers.get('Idempotency-Key'), null);
});

test('a POST that takes a key gets one, and all its tries are the same', async () => {
  const { facade, asked } = stage(refusal(503), new TypeError('fetch failed'), RUN);

  await timed(() => facade.POST('/documents', TEXT));

  const keys = new Set(asked.map((request) => request.headers.get('Idempotency-Key')));
  const bodies = new Set(await Promise.all(asked.map((request) => request.text())));
  assert.equal(asked.length, 3);
  assert.match([...keys].join(), /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  assert.deepEqual([...bodies], [JSON.stringify(TEXT.body)]);
});

test('another call has another key', async () => {
  const { facade, asked } = stage(RUN);

  await facade.POST('/documents', TEXT);
  await facade.POST('/documents', TEXT);

  assert.equal(new Set(asked.map((request) => request.headers.get('Idempotency-Key'))).size, 2);
});

test("a caller's own key stays", async () => {
  const { facade, asked } = stage(RUN);

  await facade.POST('/documents', { ...TEXT, params: { header: { 'Idempotency-Key': 'mine' } } });

  assert.equal(asked[0]?.headers.get('Idempotency-Key'), 'mine');
});

test('a key that is on its way is tried again as the service says', async () => {
  const { facade, asked } = stage(refusal(409, { 'Retry-After': '1' }), RUN);

  const { milliseconds } = await timed(() => facade.POST('/documents', TEXT));

  assert.equal(milliseconds, 1000);
  assert.equal(asked.length, 2);
});

test('Retry-After in seconds is waited for', async () => {
  const { facade } = stage(refusal(429, { 'Retry-After': '3' }), HEALTHY);

  assert.equal((await timed(() => facade.GET('/health'))).milliseconds, 3000);
});

test('Retry-After as a date is waited for', async () => {
  const { facade } = stage(refusal(503, { 'Retry-After': new Date(Date.UTC(2026, 10, 23, 0, 0, 7)).toUTCString() }));

  const { outcome, milliseconds } = await timed(() => facade.GET('/health'));

  // The date is over at the second try, and then there is nothing to wait for.
  assert.equal(milliseconds, 7000);
  assert.ok(outcome instanceof ApiProblem);
  assert.equal(outcome.retryAfter, 0);
});

test('who would have to wait for more than a minute is told so at once', async () => {
  const { facade, asked } = stage(refusal(429, { 'Retry-After': '86400' }));

  await assert.rejects(facade.GET('/health'), { status: 429, retryAfter: 86400 });

  assert.equal(asked.length, 1);
});

test('a Retry-After that is neither is as none', async () => {
  mock.method(Math, 'random', () => 0);
  const { facade } = stage(refusal(503, { 'Retry-After': 'soon' }), HEALTHY);

  assert.equal((await timed(() => facade.GET('/health'))).milliseconds, 0);
});

for (const [drawn, least, most] of [
  [0, 0, 0],
  [ALMOST_ONE, 2900, 3200],
] as const) {
  test(`backoff is exponential, and jitter of ${drawn} of it counts in full`, async () => {
    mock.method(Math, 'random', () => drawn);
    const { facade } = stage(refusal(503));

    const { milliseconds } = await timed(() => facade.GET('/health'));

    assert.ok(least <= milliseconds && milliseconds <= most, `${milliseconds}`);
  });
}

test('a signal ends the waiting', async () => {
  const controller = new AbortController();
  const { facade, asked } = stage(refusal(503, { 'Retry-After': '50' }));
  const stopped = new Error('I have seen enough.');

  const call = facade.GET('/health', { signal: controller.signal });
  setTimeout(() => controller.abort(stopped), 20);

  await assert.rejects(call, stopped);
  assert.equal(asked.length, 1);
});

test('a request that its caller ended is not tried again', async () => {
  const controller = new AbortController();
  const stopped = new Error('I have seen enough.');
  const { facade, asked } = stage((request) => {
    controller.abort(stopped);
    throw request.signal.reason;
  });

  await assert.rejects(facade.GET('/health', { signal: controller.signal }), stopped);

  assert.equal(asked.length, 1);
});

test('a body is sent again whole, whatever the engine has collected in between', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const bodies: string[] = [];
  const fetch = async (request: Request): Promise<Response> => {
    bodies.push(await request.text());
    for (let turn = 0; turn < 5; turn += 1) {
      collect();
      await setImmediate();
    }
    return bodies.length < 4 ? refusal(503, { 'Retry-After': '0' })() : RUN();
  };

  await createFacade({ url: URL, token: 'a-token', fetch }).POST('/documents', TEXT);

  assert.deepEqual(bodies, Array(4).fill(JSON.stringify(TEXT.body)));
});
