// Names: one style for each kind of thing, so that clients' code reads as one.

import { methodOf } from './operation.mjs';

const CAMEL_CASE = /^[a-z][a-z0-9]*([A-Z][a-z0-9]*)*$/;
const PASCAL_CASE = /^[A-Z][A-Za-z0-9]*$/;
const HEADER = /^[A-Z][A-Za-z0-9]*(-[A-Z][A-Za-z0-9]*)*$/;

// The first is the house's. The others are names that somebody else has given, and texts that people read.
const ENUM_STYLES = {
  'kebab-case': /^[a-z0-9]+(-[a-z0-9]+)*$/,
  'problem types': /^urn:[a-z0-9-]+:problem:[a-z0-9-]+$/,
  'media types': /^[a-z]+\/[a-z0-9.+-]+$/,
  'codes of a standard or of AWS': /^[A-Z]+$/,
};
const TEXT_PROPERTIES = ['title', 'message'];

export function componentName() {
  return {
    Components(components, { report, location }) {
      for (const [section, entries] of Object.entries(components)) {
        for (const name of Object.keys(entries ?? {})) {
          if (!section.startsWith('x-') && !PASCAL_CASE.test(name)) {
            report({
              message: `The component ${name} is not named in PascalCase; write it like RunPage.`,
              location: location.child([section, name]),
            });
          }
        }
      }
    },
  };
}

/** `verbs`: by method, those with which an operationId may begin. A noun follows. */
export function operationVerb({ verbs }) {
  return {
    Operation(operation, { report, location }) {
      const method = methodOf(location);
      const [, verb, noun] = /^([a-z]+)(.*)$/.exec(operation.operationId ?? '') ?? [];
      const fit = verbs[method] ?? [];
      if (operation.operationId && !(fit.includes(verb) && noun)) {
        const known = fit.length ? `begin it with ${fit.join(', ')}` : `give ${method} its verbs in redocly.yaml`;
        report({
          message: `${operation.operationId} is no verb for ${method} and noun; ${known}, and a noun after it.`,
          location: location.child('operationId'),
        });
      }
    },
  };
}

export function parameterName() {
  const styles = { query: CAMEL_CASE, path: CAMEL_CASE, header: HEADER };
  return {
    Parameter(parameter, { report, location }) {
      if (styles[parameter.in] && !styles[parameter.in].test(parameter.name)) {
        const style = parameter.in === 'header' ? 'like Idempotency-Key' : 'in camelCase, like runId';
        report({
          message: `The ${parameter.in} parameter ${parameter.name} has another style of name; write it ${style}.`,
          location: location.child('name'),
        });
      }
    },
  };
}

export function propertyName() {
  return {
    SchemaProperties(properties, { report, location }) {
      // HTTP headers that a client sends on, under the names that HTTP gives them.
      const isHeaders = location.pointer.endsWith('/properties/headers/properties');
      for (const name of Object.keys(properties)) {
        if (!CAMEL_CASE.test(name) && !(isHeaders && HEADER.test(name))) {
          report({
            message: `The property ${name} is not named in camelCase; write it like createdAt.`,
            location: location.child(name),
          });
        }
      }
    },
  };
}

export function enumStyle() {
  return {
    Schema(schema, { report, location }) {
      // What stands in an HTTP header is HTTP's to spell.
      const isHeader = /^#\/components\/headers\/|\/headers\/[^/]+\/schema$/.test(location.pointer);
      const isText = TEXT_PROPERTIES.includes(location.pointer.split('/').at(-1));
      const values = (schema.enum ?? []).filter((value) => typeof value === 'string');
      const styles = Object.values(ENUM_STYLES);
      const others = Object.keys(ENUM_STYLES).slice(1).join(' or ');
      if (!isHeader && !isText && !styles.some((style) => values.every((value) => style.test(value)))) {
        report({
          message: `The values ${values.join(', ')} have not one style; write each in kebab-case, or all as ${others}.`,
          location: location.child('enum'),
        });
      }
    },
  };
}
