// What stands behind an operation. That it names its own function, `python -m contract lint` says (invoke-arn).

import { existsSync } from 'node:fs';
import { INTEGRATION } from './operation.mjs';

const HANDLERS = new URL('../../handlers/', import.meta.url);

export function handler() {
  return {
    Operation(operation, { report, location }) {
      const name = (operation.operationId ?? '').replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
      const isFunction = operation[INTEGRATION]?.type === 'aws_proxy';
      if (isFunction && name && !existsSync(new URL(`${name}.py`, HANDLERS))) {
        report({
          message: `Nothing handles ${operation.operationId}; write handlers/${name}.py, or correct the operationId.`,
          location: location.child('operationId'),
        });
      }
    },
  };
}

/** Redocly's own path-parameters-defined does not know `{proxy+}`, API Gateway's spelling of the rest of a path. */
export function pathVariable() {
  return {
    PathItem: {
      Operation(operation, { report, location, resolve }, { PathItem: item }) {
        const written = [...(item.parameters ?? []), ...(operation.parameters ?? [])].map((each) => resolve(each).node);
        const declared = new Set(written.filter((each) => each?.in === 'path').map((each) => each.name));
        const path = location.pointer.split('/')[2];
        const named = new Set([...path.matchAll(/\{([^}+]+)\+?\}/g)].map(([, name]) => name));
        for (const name of named.symmetricDifference(declared)) {
          const [has, lacks] = named.has(name) ? ['path', 'parameters'] : ['parameters', 'path'];
          const message = `{${name}} stands in the ${has} and not in the ${lacks}; write it in both, or in none.`;
          report({ message, location });
        }
      },
    },
  };
}

export function tagUsed() {
  const used = new Set();
  return {
    Operation: ({ tags = [] }) => tags.forEach((tag) => used.add(tag)),
    Root: {
      leave({ tags = [] }, { report, location }) {
        for (const [index, { name }] of tags.entries()) {
          if (!used.has(name)) {
            report({
              message: `No operation has the tag ${name}; remove it, or tag one.`,
              location: location.child(['tags', index]),
            });
          }
        }
      },
    },
  };
}
