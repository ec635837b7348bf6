// The house's own rules, for what Redocly's built-in rules do not say; redocly.yaml switches each on.

import * as conventions from './rules/conventions.mjs';
import * as examples from './rules/examples.mjs';
import * as names from './rules/names.mjs';
import * as problems from './rules/problems.mjs';
import * as texts from './rules/texts.mjs';
import * as wiring from './rules/wiring.mjs';

const RULES = {
  'component-name': names.componentName,
  'enum-style': names.enumStyle,
  'operation-verb': names.operationVerb,
  'parameter-name': names.parameterName,
  'property-name': names.propertyName,

  'description-sentence': texts.descriptionSentence,
  'header-description': texts.headerDescription,
  'property-description': texts.propertyDescription,
  'request-body-description': texts.requestBodyDescription,
  'schema-description': texts.schemaDescription,
  'summary-style': texts.summaryStyle,

  'body-example': examples.bodyExample,
  'header-example': examples.headerExample,
  'example-summary': examples.exampleSummary,
  'parameter-example': examples.parameterExample,

  'problem-alone': problems.problemAlone,
  'problem-schema': problems.problemSchema,
  'retry-after': problems.retryAfter,

  conditional: conventions.conditional,
  idempotency: conventions.idempotency,
  'not-found': conventions.notFound,
  page: conventions.page,
  run: conventions.run,

  handler: wiring.handler,
  'path-variable': wiring.pathVariable,
  'tag-used': wiring.tagUsed,
};

export default () => ({ id: 'house', rules: { oas3: RULES } });
