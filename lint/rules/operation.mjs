// What several rules ask of an operation; `resolve` is that of Redocly's context.

export const INTEGRATION = 'x-amazon-apigateway-integration';

/** The method that a location lies in, "" outside of one. */
export function methodOf(location) {
  const [paths, , method = ''] = location.pointer.replace(/^#\//, '').split('/');
  return paths === 'paths' ? method : '';
}

/** Whether the operation hands on to another server, whose words are not ours to choose. */
export const isPassedOn = (operation) => operation[INTEGRATION]?.type === 'http_proxy';

/** Responses by status, references followed; extensions and references that lead nowhere are left out. */
export function responsesOf(operation, resolve) {
  const written = Object.entries(operation.responses ?? {}).filter(([status]) => !status.startsWith('x-'));
  const resolved = written.map(([status, response]) => [status, resolve(response).node]);
  return Object.fromEntries(resolved.filter(([, node]) => node));
}

/** Where an answer is written: in the operation, or among the components that several share. */
export function answerLocation(operation, status, { location, resolve }) {
  const response = operation.responses[status];
  return response.$ref ? resolve(response).location : location.child(['responses', status]);
}

/** The operation's parameters, references followed, and those of its path. */
export function parametersOf(operation, pathItem, resolve) {
  const written = [...(pathItem?.parameters ?? []), ...(operation.parameters ?? [])];
  return written.map((parameter) => resolve(parameter).node).filter(Boolean);
}

export const takes = (parameters, place, name) => parameters.some((each) => each.in === place && each.name === name);

/** The name at the end of a reference; "" of what is none. */
export const referenceName = (node) => node?.$ref?.split('/').at(-1) ?? '';
