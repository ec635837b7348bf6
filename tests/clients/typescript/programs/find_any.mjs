/**
 * Prints each place that is `any` of the types that a module exports, and of the names in it where it is a program. What the
 * platform declares is the platform's.
 */

import ts from 'typescript';

const [entry] = process.argv.slice(2);
const program = ts.createProgram([entry], {
  strict: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
  types: ['node'],
  noEmit: true,
});
const checker = program.getTypeChecker();
const source = program.getSourceFile(entry);
const seen = new Set();
const found = new Set();

const isPlatform = (file) => program.isSourceFileDefaultLibrary(file) || file.fileName.includes('/@types/node/');
const ofPlatform = (symbol) =>
  symbol?.declarations?.length > 0 && symbol.declarations.every((each) => isPlatform(each.getSourceFile()));

function walk(type, place) {
  if (type.flags & ts.TypeFlags.Any) found.add(place.join('.'));
  if (seen.has(type)) return;
  seen.add(type);
  if (place.length > 40) throw new Error(`Too deep: ${place.join('.')}`);
  if (type.isUnionOrIntersection()) for (const each of type.types) walk(each, place);
  const constraint = type.flags & ts.TypeFlags.TypeParameter ? checker.getBaseConstraintOfType(type) : undefined;
  if (constraint !== undefined) walk(constraint, [...place, 'constraint']);
  for (const each of [...(type.aliasTypeArguments ?? []), ...typeArguments(type)]) walk(each, [...place, '<>']);
  if (ofPlatform(type.symbol)) return;
  for (const property of checker.getPropertiesOfType(type)) {
    if (!ofPlatform(property)) walk(checker.getTypeOfSymbol(property), [...place, property.name]);
  }
  for (const { keyType, type: value } of checker.getIndexInfosOfType(type)) walk(value, [...place, checker.typeToString(keyType)]);
  for (const signature of [...type.getCallSignatures(), ...type.getConstructSignatures()]) {
    for (const parameter of signature.getParameters()) walk(checker.getTypeOfSymbol(parameter), [...place, parameter.name]);
    for (const parameter of signature.getTypeParameters() ?? []) walk(parameter, [...place, 'type parameter']);
    walk(signature.getReturnType(), [...place, 'return']);
  }
}

const NAMING = [ts.isVariableDeclaration, ts.isBindingElement, ts.isParameter];
const ACCESSES = [ts.isAwaitExpression, ts.isCallExpression, ts.isPropertyAccessExpression, ts.isElementAccessExpression];

function visit(node) {
  const isName = ts.isIdentifier(node) && node.parent.name === node && NAMING.some((is) => is(node.parent));
  if ((isName || ACCESSES.some((is) => is(node))) && checker.getTypeAtLocation(node).flags & ts.TypeFlags.Any) found.add(node.getText());
  ts.forEachChild(node, visit);
}

function typeArguments(type) {
  return type.flags & ts.TypeFlags.Object && type.objectFlags & ts.ObjectFlags.Reference ? checker.getTypeArguments(type) : [];
}

const errors = program.getSemanticDiagnostics(source).map((each) => ts.flattenDiagnosticMessageText(each.messageText, '\n'));
if (errors.length > 0) throw new Error(errors.join('\n'));
if (!source.isDeclarationFile) visit(source);
for (const exported of checker.getExportsOfModule(checker.getSymbolAtLocation(source))) {
  const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
  if (symbol.flags & ts.SymbolFlags.Type) walk(checker.getDeclaredTypeOfSymbol(symbol), [exported.name]);
  if (symbol.flags & ts.SymbolFlags.Value) walk(checker.getTypeOfSymbol(symbol), [exported.name]);
}
console.log(JSON.stringify({ walked: seen.size, any: [...found].sort() }));
