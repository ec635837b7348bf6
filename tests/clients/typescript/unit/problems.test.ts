import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ApiProblem } from 'ai-facade-client';

import { json, stage } from './stage.ts';

const REQUEST_ID = { 'x-amzn-RequestId': 'of-the-header' };
const DOCUMENT = { type: 'urn:kind', title: 'A kind', status: 400, detail: 'This is why.', requestId: 'of-the-document' };

async function problemOf(answer: () => Response): Promise<ApiProblem> {
  const { facade } = stage(answer);
  const problem = await facade.POST('/search', { body: { query: 'garage' } }).then(
    () => assert.fail('It was taken for a success.'),
    (error: unknown) => error,
  );
  assert.ok(problem instanceof ApiProblem);
  return problem;
}

test('a problem document is told in full', async () => {
  const errors = [{ pointer: '/query', detail: 'too long' }];

  const problem = await problemOf(json({ ...DOCUMENT, errors }, 400, REQUEST_ID));

  const { status, type, title, detail, requestId, retryAfter, document } = problem;
  assert.deepEqual({ status, type, title, detail, requestId }, DOCUMENT);
  assert.equal(retryAfter, undefined);
  assert.deepEqual(document?.errors, errors);
  assert.equal(problem.message, '400 A kind: This is why.');
  assert.equal(problem.name, 'ApiProblem');
});

for (const [shape, answer, detail] of [
  ["API Gateway's own", json({ message: 'Request Too Long' }, 413, REQUEST_ID), 'Request Too Long'],
  ["a model server's", json({ error: { message: 'No such model.', code: 'x' } }, 404, REQUEST_ID), 'No such model.'],
  ["OAuth's", json({ error: 'invalid_client' }, 400, REQUEST_ID), 'invalid_client'],
  ['a page', () => new Response('<h1>Bad gateway</h1>', { status: 502, headers: REQUEST_ID }), '<h1>Bad gateway</h1>'],
  ['nothing', () => new Response(null, { status: 500, headers: REQUEST_ID }), ''],
  ['JSON that is broken', () => new Response('{"type": ', { status: 500, headers: REQUEST_ID }), '{"type": '],
  ['JSON that is no object', json(null, 500, REQUEST_ID), 'null'],
  ['a document that lacks its type', json({ title: 'A kind', detail: 7 }, 500, REQUEST_ID), '{"title":"A kind","detail":7}'],
  ['a page that says success', () => new Response('<h1>Sign in</h1>', { status: 200, headers: REQUEST_ID }), '<h1>Sign in</h1>'],
] as const) {
  test(`an answer that is ${shape} is a problem as well`, async () => {
    const problem = await problemOf(answer);

    assert.equal(problem.status, answer().status);
    assert.equal(problem.type, 'about:blank');
    assert.equal(problem.title, `HTTP ${answer().status}`);
    assert.equal(problem.detail, detail);
    assert.equal(problem.requestId, 'of-the-header');
    assert.equal(problem.document, undefined);
  });
}

test('of a long page the beginning is told', async () => {
  const problem = await problemOf(() => new Response('x'.repeat(1_000_000), { status: 502, statusText: 'Bad Gateway' }));

  assert.equal(problem.detail, 'x'.repeat(500));
  assert.equal(problem.title, 'Bad Gateway');
  assert.equal(problem.requestId, undefined);
});

test('a body that breaks off is a problem all the same', async () => {
  const body = new ReadableStream({ start: (controller) => controller.error(new Error('reset')) });

  assert.equal((await problemOf(() => new Response(body, { status: 500 }))).status, 500);
});

test('a success without a body has no data', async () => {
  const { facade } = stage(() => new Response(null, { status: 204 }));

  const { data, response } = await facade.DELETE('/documents/{documentId}', { params: { path: { documentId: 'a' } } });

  assert.equal(data, undefined);
  assert.equal(response.status, 204);
});

test('an answer may be read as text, whatever it is', async () => {
  const { facade } = stage(() => new Response('data: 1\n\n', { headers: { 'Content-Type': 'text/event-stream' } }));

  const { data } = await facade.GET('/models/{proxy}', { params: { path: { proxy: 'v1/x' } }, parseAs: 'text' });

  assert.equal(data, 'data: 1\n\n');
});
