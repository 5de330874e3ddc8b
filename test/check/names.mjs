/**
 * Finds names with more than one meaning in the tree: types of events, projections and reactors (`<service>.<name>`),
 * exports of the contracts, and exports of libs' indexes. The compiler sees none of these clashes, since each name is
 * right in its own file.
 *
 * Usage: node test/check/names.mjs   (from the project's root; exit code 1 with a line per clash)
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, posix } from 'node:path';
import ts from 'typescript';

/** @typedef {{ readonly kind: string, readonly name: string, readonly file: string }} Named */

const TESTS = /[.-](spec|fixture)\.ts$|\/test-[a-z-]+\.ts$/;
const parsed = new Map();

/** @returns {ts.SourceFile} */
function sourceOf(file) {
  if (!parsed.has(file)) {
    parsed.set(file, ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, false));
  }
  return parsed.get(file);
}

/** @returns {string[]} */
function sourceFiles(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map(({ parentPath, name }) => posix.join(parentPath.replaceAll('\\', '/'), name))
    .filter((file) => !TESTS.test(file))
    .sort();
}

const isExported = (node) => (ts.getModifiers?.(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);

/** The names that a statement declares. @returns {string[]} */
function declaredBy(node) {
  if (ts.isVariableStatement(node)) return node.declarationList.declarations.flatMap(({ name }) => namesIn(name));
  return node.name ? [node.name.text] : [];
}

function namesIn(name) {
  return ts.isIdentifier(name) ? [name.text] : name.elements.flatMap((element) => namesIn(element.name));
}

/** The file that a relative import names; undefined for a package or for `#contracts` and `#libs`. */
function fileOf(from, specifier) {
  if (!specifier?.text.startsWith('.')) return undefined;
  return `${posix.join(dirname(from), specifier.text)}.ts`;
}

/**
 * The exports of a file by name, each with the file that declares it. Re-exports are not its own.
 * @returns {Map<string, string>}
 */
function exportsOf(file) {
  const found = new Map();
  for (const statement of sourceOf(file).statements) {
    if (!ts.isExportDeclaration(statement)) {
      if (isExported(statement)) for (const name of declaredBy(statement)) found.set(name, file);
      continue;
    }
    const { exportClause, moduleSpecifier } = statement;
    const target = moduleSpecifier ? fileOf(file, moduleSpecifier) : file;
    if (!target) continue;
    if (!exportClause) for (const [name, origin] of exportsOf(target)) found.set(name, origin);
    else if (ts.isNamedExports(exportClause)) {
      for (const { name, propertyName = name } of exportClause.elements) {
        const origin = moduleSpecifier ? (exportsOf(target).get(propertyName.text) ?? target) : target;
        found.set(name.text, origin);
      }
    }
  }
  return found;
}

/** @returns {Named[]} */
function exportedNames() {
  const indexes = existsSync('libs')
    ? readdirSync('libs')
        .map((lib) => `libs/${lib}/index.ts`)
        .filter((file) => existsSync(file))
    : [];
  const files = [...sourceFiles('contracts'), ...indexes];
  const named = files.flatMap((file) => [...exportsOf(file)].map(([name, origin]) => ({ name, file: origin })));
  const once = new Map(named.map((each) => [`${each.name} ${each.file}`, each]));
  return [...once.values()].map((each) => ({ kind: 'export', ...each }));
}

/** The types of events: `static readonly type = 'ItemCreated'` of a class. @returns {Named[]} */
function eventTypes() {
  return sourceFiles('contracts').flatMap((file) =>
    sourceOf(file)
      .statements.filter(ts.isClassDeclaration)
      .flatMap(({ members }) => members)
      .filter((member) => ts.isPropertyDeclaration(member) && member.name.getText(sourceOf(file)) === 'type')
      .filter(({ initializer, modifiers }) => isText(initializer) && modifiers?.some(isStatic))
      .map(({ initializer }) => ({ kind: 'event type', name: initializer.text, file })),
  );
}

const isStatic = ({ kind }) => kind === ts.SyntaxKind.StaticKeyword;
const isText = (node) => node !== undefined && ts.isStringLiteralLike(node);

/** `projection({ name, service })` and `reactor({ name, service })`, anywhere in a service. @returns {Named[]} */
function declarations() {
  return sourceFiles('services').flatMap((file) => {
    const found = [];
    const visit = (node) => {
      if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) {
        const [declaration] = node.arguments;
        const kind = node.expression.text;
        if (['projection', 'reactor'].includes(kind) && declaration && ts.isObjectLiteralExpression(declaration)) {
          const [name, service] = ['name', 'service'].map((property) => textOf(declaration, property));
          if (name && service) found.push({ kind, name: `${service}.${name}`, file });
        }
      }
      ts.forEachChild(node, visit);
    };
    visit(sourceOf(file));
    return found;
  });
}

function textOf({ properties }, name) {
  const found = properties.find((property) => ts.isPropertyAssignment(property) && property.name.text === name);
  return isText(found?.initializer) ? found.initializer.text : undefined;
}

const names = [...exportedNames(), ...eventTypes(), ...declarations()];
const files = new Map();
for (const { kind, name, file } of names) {
  const key = `${kind} ${name}`;
  files.set(key, [...(files.get(key) ?? []), file]);
}
const clashes = [...files].filter(([, where]) => where.length > 1);
for (const [name, where] of clashes) console.error(`${where[1]}: the ${name} is also in ${where[0]}`);
console.log(`names: ${files.size} names, ${clashes.length} clashes`);
process.exitCode = clashes.length === 0 ? 0 : 1;
