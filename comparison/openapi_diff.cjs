// Runs openapi-diff over pairs of documents: stdin holds [[earlier, later], …] as JSON, stdout gets what it finds of each.
const { readFileSync } = require('node:fs');
const { diffSpecs } = require('openapi-diff');

const spec = (document, location) => ({ content: JSON.stringify(document), format: 'openapi3', location });
const difference = ({ code, type, sourceSpecEntityDetails, destinationSpecEntityDetails }) => ({
  code,
  type,
  locations: [...destinationSpecEntityDetails, ...sourceSpecEntityDetails].map((each) => each.location),
});

async function found([earlier, later]) {
  try {
    const outcome = await diffSpecs({ sourceSpec: spec(earlier, 'earlier'), destinationSpec: spec(later, 'later') });
    const kinds = ['breakingDifferences', 'nonBreakingDifferences', 'unclassifiedDifferences'];
    return { differences: kinds.flatMap((kind) => outcome[kind] ?? []).map(difference) };
  } catch (error) {
    return { refused: String(error.message).split('\n', 1)[0].slice(0, 300) };
  }
}

async function main() {
  const outcomes = [];
  for (const pair of JSON.parse(readFileSync(0, 'utf8'))) outcomes.push(await found(pair));
  process.stdout.write(JSON.stringify(outcomes));
}

main();
