/** Calls every operation of the contract; what was answered is printed as JSON, a line a request. */

import { ApiProblem, createFacade, type Schemas } from 'ai-facade-client';

const { STAGE_URL = '', CLIENT_ID = '', CLIENT_SECRET = '' } = process.env;

const facade = createFacade({
  url: STAGE_URL,
  credentials: { clientId: CLIENT_ID, clientSecret: CLIENT_SECRET },
  fetch: async (request) => {
    const response = await fetch(request);
    const path = request.url.startsWith(STAGE_URL) ? request.url.slice(STAGE_URL.length).replace(/\?.*/, '') : 'elsewhere';
    console.log(JSON.stringify({ method: request.method, path: decodeURIComponent(path), status: response.status }));
    return response;
  },
});

function expect(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(what);
}

const { data: health } = await facade.GET('/health');
expect(health.status === 'ok', 'The stage is not well.');
const { data: contract } = await facade.GET('/openapi.json');
expect(contract.openapi.startsWith('3.0'), 'The contract is not OpenAPI 3.0.');
const { data: page } = await facade.GET('/docs', { parseAs: 'text' });
expect(page.includes('<html'), 'The docs are no page.');

const { data: embedded } = await facade.POST('/ai-service', { body: { task: 'embed', texts: ['hello', 'goodbye'] } });
expect(embedded.task === 'embed', 'Another task was run.');
const vectors: number[][] = embedded.embeddings;
expect(vectors.length === 2, 'There is not a vector a text.');

// By which only this run's document is found.
const label = crypto.randomUUID();
const filter = { labels: [label] };
const text = 'Visitors park in the north garage. The garage closes at nine in the evening.';
const { data: upload } = await facade.POST('/uploads', { body: { mediaType: 'text/plain', bytes: text.length } });
const { 'Content-Length': _, ...headers } = upload.headers;
const put = await fetch(upload.url, { method: upload.method, headers, body: text });
expect(put.ok, `The upload was answered ${put.status}.`);

const { data: started, response } = await facade.POST('/documents', {
  body: { source: 'upload', uploadId: upload.uploadId, title: 'Parking rules', labels: [label] },
});
expect(response.headers.get('Location') === `/runs/${started.runId}`, 'Location is not the run.');
const ingested = await facade.waitForRun(started.runId, { timeout: 60_000 });
expect(ingested.status === 'succeeded', `The document was not taken in: ${ingested.problem?.detail}`);
expect(ingested.endedAt.endsWith('Z'), 'A run that has ended says when.');

const documentId = ingested.documentId ?? '';
const { data: read } = await facade.GET('/documents/{documentId}', { params: { path: { documentId } } });
const document: Schemas['Document'] = read;
expect(document.title === 'Parking rules', 'Another document was read.');

const { data: found } = await facade.POST('/search', { body: { query: 'Where do guests leave their car?', filter } });
expect(found.results[0]?.documentId === documentId, 'The document was not found.');
const { data: told } = await facade.POST('/answers', { body: { question: 'When does the garage close?', filter } });
expect(told.answered && told.citations.length > 0, 'The question was not answered.');

const keyed = { params: { header: { 'Idempotency-Key': crypto.randomUUID() } }, body: { tasks: [{ task: 'embed', texts: ['a'] }] } };
const [{ data: batch }, { data: twin }] = [await facade.POST('/batches', keyed), await facade.POST('/batches', keyed)];
expect(batch.runId === twin.runId, 'A key of its own has created twice.');
await facade.waitForRun(batch.runId);
try {
  await facade.POST('/runs/{runId}/cancel', { params: { path: { runId: batch.runId } } });
} catch (problem) {
  expect(problem instanceof ApiProblem && problem.type === 'urn:ai-facade:problem:run-has-ended', `${problem}`);
}
const long = Array.from({ length: 500 }, (_, index) => ({ task: 'embed', texts: [`${index}`] }));
const { data: longer } = await facade.POST('/batches', { body: { tasks: long } });
const { data: cancelled } = await facade.POST('/runs/{runId}/cancel', { params: { path: { runId: longer.runId } } });
expect(cancelled.status === 'cancelled', `The run was ${cancelled.status}.`);

const unseen = new Set([started.runId, batch.runId, longer.runId]);
for await (const run of facade.iterate('/runs', { params: { query: { limit: 1 } } })) {
  unseen.delete(run.runId);
  if (unseen.size === 0) break;
}
expect(unseen.size === 0, 'A run is not listed.');
const titles: string[] = [];
for await (const each of facade.iterate('/documents', { params: { query: { label } } })) titles.push(each.title);
expect(titles.join() === 'Parking rules', 'The document is not listed by its label.');

const { data: models } = await facade.GET('/models/{proxy}', { params: { path: { proxy: 'v1/models' } } });
expect(models['object'] === 'list', 'The model server lists nothing.');
const { data: vector } = await facade.POST('/models/{proxy}', {
  params: { path: { proxy: 'v1/embeddings' } },
  body: { model: 'wordllama-l2-supercat-256', input: 'hello' },
});
expect(vector['object'] === 'list', 'The model server embeds nothing.');

const { data: usage } = await facade.GET('/usage');
expect(usage.totals.requests > 0, 'Nothing was counted.');

const { data: nothing } = await facade.DELETE('/documents/{documentId}', { params: { path: { documentId } } });
const none: undefined = nothing;
expect(none === undefined, 'A deletion has no body.');
