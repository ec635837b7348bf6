// Errors: one shape for all of them. That each 4xx and 5xx has it, `python -m contract lint` says (problem-document).

import { answerLocation, isPassedOn, referenceName, responsesOf } from './operation.mjs';

const PROBLEM = 'application/problem+json';
const isError = (status) => /^[45]/.test(status);

/** `except`: by status, the name of the schema with which API Gateway answers by itself. */
export function problemAlone({ except = {} }) {
  return {
    Operation(operation, context) {
      const { report, resolve } = context;
      if (isPassedOn(operation)) return; // what the server behind it says is as the server has it
      for (const [status, response] of Object.entries(responsesOf(operation, resolve))) {
        const others = Object.entries(response.content ?? {}).filter(
          ([type, { schema }]) => type !== PROBLEM && !(status in except && referenceName(schema) === except[status]),
        );
        if (isError(status) && others.length > 0) {
          report({
            message: `The error is also ${others.map(([type]) => type)}; it is ${PROBLEM} alone: remove the other.`,
            location: answerLocation(operation, status, context),
          });
        }
      }
    },
  };
}

export function problemSchema() {
  const isNarrowed = (schema, resolve) =>
    schema?.allOf?.some((part) => referenceName(part) === 'Problem') &&
    ['status', 'type', 'title'].every((name) =>
      schema.allOf.some((part) => resolve(part).node?.properties?.[name]?.enum),
    );
  return {
    MediaType(content, { report, location, resolve, key }) {
      if (key === PROBLEM && !(content.schema?.$ref && isNarrowed(resolve(content.schema).node, resolve))) {
        report({
          message:
            'The problem has no schema of its own; ' +
            'refer to one that is `allOf` Problem and an object whose status, type and title are each an enum.',
          location: location.child('schema'),
        });
      }
    },
  };
}

export function retryAfter() {
  return {
    Operation(operation, context) {
      const { report, resolve } = context;
      if (isPassedOn(operation)) return;
      for (const [status, response] of Object.entries(responsesOf(operation, resolve))) {
        const header = response.headers?.['Retry-After'];
        if (['429', '503'].includes(status) && !(header && resolve(header).node?.required)) {
          report({
            message: `The ${status} does not say how long to wait; declare the header Retry-After and require it.`,
            location: answerLocation(operation, status, context),
          });
        }
      }
    },
  };
}
