// What is done in one way in all operations, so that one client's code serves them all: lists, creation, runs, caching.

import { isPassedOn, parametersOf, referenceName, responsesOf, takes } from './operation.mjs';

const okSchema = (responses, resolve) => {
  const content = responses['200']?.content?.['application/json'];
  return content?.schema && resolve(content.schema).node;
};

/** Calls `check` with each operation and with what it has; its problems are reported at the operation. */
const ofOperations = (check) => () => ({
  PathItem: {
    Operation(operation, { report, location, resolve }, { PathItem: item }) {
      const parameters = parametersOf(operation, item, resolve);
      const responses = responsesOf(operation, resolve);
      const messages = check({ operation, parameters, responses, resolve });
      for (const message of messages) report({ message, location });
    },
  },
});

export const page = ofOperations(function* ({ operation, parameters, responses, resolve }) {
  const schema = okSchema(responses, resolve);
  const [isList, pages] = [/^list[A-Z]/.test(operation.operationId), schema?.properties?.nextCursor !== undefined];
  const [limit, cursor] = ['limit', 'cursor'].map((name) => takes(parameters, 'query', name));
  if (!isList && (pages || cursor)) yield 'What answers page by page is a list; let its operationId begin with `list`.';
  if (isList && !(limit && cursor)) yield 'A list takes the parameters `limit` and `cursor`; refer to both.';
  if (isList && !(schema?.properties?.items?.type === 'array' && schema.required?.includes('items') && pages)) {
    yield 'A list answers with `items`, an array that is required, and `nextCursor`; give it such a schema.';
  }
  if (isList && schema?.required?.includes('nextCursor')) {
    yield 'The last page has no `nextCursor`; take it out of `required`.';
  }
});

export const idempotency = ofOperations(function* ({ operation, parameters, responses }) {
  const creates = /^create[A-Z]/.test(operation.operationId) || '201' in responses || '202' in responses;
  const keyed = takes(parameters, 'header', 'Idempotency-Key');
  if (creates && !keyed) {
    yield 'What creates can be repeated without harm; refer to the parameter IdempotencyKey.';
  }
  for (const status of ['409', '422']) {
    if (keyed && !(status in responses)) {
      yield `A key can be answered ${status} (409: the first is on its way, 422: another body); document it.`;
    }
  }
  if (keyed && responses['409'] && !responses['409'].headers?.['Retry-After']) {
    yield 'The 409 of an Idempotency-Key says when to try again; declare its header Retry-After.';
  }
});

export const run = ofOperations(function* ({ responses, resolve }) {
  const accepted = responses['202'];
  if (!accepted) return;
  const header = accepted.headers?.Location;
  if (!(header && resolve(header).node?.required)) {
    yield 'The 202 does not say where its run is; declare the header Location and require it.';
  }
  const links = Object.values(accepted.links ?? {}).map((link) => resolve(link).node?.operationId);
  if (!links.includes('getRun')) yield 'The 202 has no link to its run; write one with `operationId: getRun`.';
  if (referenceName(accepted.content?.['application/json']?.schema) !== 'Run') {
    yield 'The 202 answers with something else than its run; refer to the schema Run.';
  }
});

export const notFound = ofOperations(function* ({ operation, parameters, responses }) {
  if (parameters.some((each) => each.in === 'path') && !isPassedOn(operation) && !('404' in responses)) {
    yield 'A thing that a path names may not be there, or be another team\'s; document 404.';
  }
});

export const conditional = ofOperations(function* ({ parameters, responses }) {
  const tag = responses['200']?.headers?.ETag !== undefined;
  const asks = takes(parameters, 'header', 'If-None-Match');
  if (tag !== asks) yield 'An ETag and If-None-Match belong together; declare the other too.';
  if (asks && !('304' in responses)) yield 'If-None-Match can be answered 304; document it.';
});
