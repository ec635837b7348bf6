import assert from 'node:assert/strict';
import { test } from 'node:test';

import { json, refusal, stage, timed, URL } from './stage.ts';

const RUNNING = json({ runId: 'a-run', status: 'running', endedAt: null }, 200, { 'Retry-After': '2' });
const ended = (status: string) => json({ runId: 'a-run', status, endedAt: '2026-11-23T09:30:00.000Z' });

for (const status of ['succeeded', 'failed', 'cancelled']) {
  test(`a run that has ${status} is answered`, async () => {
    const { facade, asked } = stage(RUNNING, RUNNING, ended(status));

    const { outcome, milliseconds } = await timed(() => facade.waitForRun('a-run'));

    assert.ok(!(outcome instanceof Error));
    assert.equal(outcome.status, status);
    assert.equal(milliseconds, 4000);
    assert.deepEqual(new Set(asked.map((request) => request.url)), new Set([`${URL}/runs/a-run`]));
  });
}

test('a run that does not end in time is a TimeoutError', async () => {
  const { facade } = stage(RUNNING);

  const { outcome, milliseconds } = await timed(() => facade.waitForRun('a-run', { timeout: 5000 }));

  assert.ok(outcome instanceof DOMException);
  assert.equal(outcome.name, 'TimeoutError');
  assert.equal(milliseconds, 5000);
});

test('the time ends a look that is not answered', async () => {
  const { facade } = stage(
    (request) =>
      new Promise((_, reject) => {
        request.signal.addEventListener('abort', () => reject(request.signal.reason));
      }),
  );

  const { outcome } = await timed(() => facade.waitForRun('a-run', { timeout: 5000 }));

  assert.ok(outcome instanceof DOMException);
  assert.equal(outcome.name, 'TimeoutError');
});

test('a signal ends the watch', async () => {
  const controller = new AbortController();
  const { facade } = stage(RUNNING);
  const stopped = new Error('I have seen enough.');

  const watch = facade.waitForRun('a-run', { signal: controller.signal });
  setTimeout(() => controller.abort(stopped), 20);

  await assert.rejects(watch, stopped);
});

test('a run that is not there is a problem', async () => {
  const { facade } = stage(refusal(404));

  await assert.rejects(facade.waitForRun('a-run'), { status: 404 });
});
