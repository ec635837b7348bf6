// Texts: whoever reads only the document, or the types made from it, is told what each part is.

const LONGEST_SUMMARY = 60;
const DESCRIBED = ['Info', 'Tag', 'Operation', 'Parameter', 'RequestBody', 'Response', 'Header', 'Schema', 'Link'];

export function summaryStyle() {
  return {
    Operation({ summary }, { report, location }) {
      if (summary && (summary.length > LONGEST_SUMMARY || !/^[A-Z].*[^.\s]$/.test(summary))) {
        report({
          message: `The summary is no heading; write ${LONGEST_SUMMARY} characters at most, without a full stop.`,
          location: location.child('summary'),
        });
      }
    },
  };
}

export function descriptionSentence() {
  const check = (node, { report, location }) => {
    const text = node.description?.trim();
    if (text !== undefined && !/^[^a-z\s][^]*[.:)]$/.test(text)) {
      report({
        message: 'The description is no sentence; begin it with a capital letter and end it with a full stop.',
        location: location.child('description'),
      });
    }
  };
  return Object.fromEntries(DESCRIBED.map((type) => [type, check]));
}

const asksForDescription = (what) => () => ({
  [what.type](node, { report, location }) {
    if (!node.description?.trim()) {
      report({ message: `The ${what.name} has no description; write a sentence that says ${what.says}.`, location });
    }
  },
});

export const requestBodyDescription = asksForDescription({
  type: 'RequestBody',
  name: 'request body',
  says: 'what is sent and how much at most',
});

export const headerDescription = asksForDescription({
  type: 'Header',
  name: 'header',
  says: 'what a client does with it',
});

export function schemaDescription() {
  return {
    NamedSchemas(schemas, { report, location }) {
      for (const [name, schema] of Object.entries(schemas)) {
        if (!schema.description?.trim()) {
          report({
            message: `The schema ${name} has no description; write one: it is the comment of a type in clients' code.`,
            location: location.child(name),
          });
        }
      }
    },
  };
}

/**
 * Each property says what it is, but for three kinds that others speak for: a reference has its schema's description,
 * an enum of one value says which of several shapes this is, and a part of `allOf` narrows what is described before it.
 */
export function propertyDescription() {
  return {
    SchemaProperties(properties, { report, location }) {
      if (/\/allOf\/\d+\/properties$/.test(location.pointer)) return;
      for (const [name, property] of Object.entries(properties)) {
        if (!property.$ref && property.enum?.length !== 1 && !property.description?.trim()) {
          report({
            message: `The property ${name} has no description; write what it is, its unit, what null or absence means.`,
            location: location.child(name),
          });
        }
      }
    },
  };
}
