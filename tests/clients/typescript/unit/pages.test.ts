import assert from 'node:assert/strict';
import { test } from 'node:test';

import { json, refusal, stage } from './stage.ts';

const page = (titles: string[], nextCursor?: string) => json({ items: titles.map((title) => ({ title })), nextCursor });

test('every item of every page comes, with the same filters; an empty page is not the last', async () => {
  const { facade, asked } = stage(page(['a', 'b'], 'c1'), page([], 'c 2'), page(['c']));

  const titles: string[] = [];
  for await (const document of facade.iterate('/documents', { params: { query: { status: 'ready', limit: 2 } } })) {
    titles.push(document.title);
  }

  assert.deepEqual(titles, ['a', 'b', 'c']);
  assert.deepEqual(
    asked.map((request) => new URL(request.url).search),
    ['?status=ready&limit=2', '?status=ready&limit=2&cursor=c1', '?status=ready&limit=2&cursor=c%202'],
  );
});

test('a page is asked for when it is needed', async () => {
  const { facade, asked } = stage(page(['a', 'b'], 'c1'));

  const documents = facade.iterate('/documents');
  const before = asked.length;
  await documents.next();
  await documents.next();

  assert.equal(before, 0);
  assert.equal(asked.length, 1);
});

test('a loop that is left asks for no more', async () => {
  const { facade, asked } = stage(page(['a'], 'c1'));

  for await (const _ of facade.iterate('/runs')) break;

  assert.equal(asked.length, 1);
});

test('a problem on the way is thrown where the loop stands', async () => {
  const { facade } = stage(page(['a'], 'c1'), refusal(422));
  const titles: string[] = [];

  await assert.rejects(
    async () => {
      for await (const document of facade.iterate('/documents')) titles.push(document.title);
    },
    { status: 422 },
  );

  assert.deepEqual(titles, ['a']);
});
