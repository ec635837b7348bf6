// Examples: the docs page shows them, the mock answers with them, and a client team's first call is one.

import { answerLocation, responsesOf } from './operation.mjs';

const hasExample = (node) => node.example !== undefined || Object.keys(node.examples ?? {}).length > 0;

/** The bodies of a request and of answers: name, media type, content and the location of each. */
function* contents(operation, context) {
  const { location, resolve } = context;
  const requestBody = operation.requestBody && resolve(operation.requestBody).node;
  for (const [type, content] of Object.entries(requestBody?.content ?? {})) {
    yield ['request body', type, content, location.child(['requestBody', 'content', type])];
  }
  for (const [status, response] of Object.entries(responsesOf(operation, resolve))) {
    for (const [type, content] of Object.entries(response.content ?? {})) {
      yield ['answer', type, content, answerLocation(operation, status, context).child(['content', type])];
    }
  }
}

export function bodyExample() {
  return {
    Operation(operation, context) {
      for (const [name, type, content, location] of contents(operation, context)) {
        if (!hasExample(content)) {
          const message = `The ${type} ${name} has no example; write \`example\`, or named \`examples\`.`;
          context.report({ message, location });
        }
      }
    },
  };
}

/** The mock sends what a header's schema tells, and of a pattern nobody can tell what fits it. */
export function headerExample() {
  return {
    Header(header, { report, location, resolve }) {
      const schema = header.schema && resolve(header.schema).node;
      if (!hasExample(header) && schema?.pattern && !schema.enum) {
        report({ message: 'The header has a pattern and no example; write one that fits it.', location });
      }
    },
  };
}

export function exampleSummary() {
  return {
    Example(example, { report, location }) {
      if (!example.summary?.trim()) {
        report({
          message: 'The named example has no summary; write one: it is what a reader chooses it by.',
          location,
        });
      }
    },
  };
}

/** `except`: names of parameters whose values an earlier answer or the calendar gives: an example would go wrong. */
export function parameterExample({ except = [] }) {
  return {
    Parameter(parameter, { report, location, resolve }) {
      const schema = parameter.schema && resolve(parameter.schema).node;
      const showsItself = schema?.enum || schema?.default !== undefined || schema?.type === 'boolean';
      if (!hasExample(parameter) && !showsItself && !except.includes(parameter.name)) {
        report({
          message: `The parameter ${parameter.name} has no example; write one: it has neither enum nor default.`,
          location,
        });
      }
    },
  };
}
