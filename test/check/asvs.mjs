/**
 * Holds docs/asvs.md against the tree: every requirement once, every named file and test there, and the summary in
 * SECURITY.md the one that the rows give. A test is `path › title`, or `path › group › title` where one file has the
 * title twice. Rows that are `pending` may name what is not there yet.
 *
 * Usage: node test/check/asvs.mjs [--write]   (from the project's root; exit code 1 with a line per fault; `--write`
 * updates the summary)
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import ts from 'typescript';

/** @typedef {{ readonly line: number, readonly id: string, readonly level: string, readonly asks: string, readonly state: string, readonly where: string, readonly tests: string }} Row */

const DOCUMENT = 'docs/asvs.md';
const SUMMARY = 'SECURITY.md';
const BEGIN = '<!-- begin generated: ASVS, by `node test/check/asvs.mjs --write` -->';
const END = '<!-- end generated -->';
const STATES = ['met', 'not met', 'n/a', 'pending'];
const CODE = /`([^`]+)`/g;
const FILE = /^(?:contracts|deploy|docs|k8s|libs|services|test)\/\S+\.\w+$|^[\w.-]+\.(?:md|json|yml)$/;

/** @returns {Row[]} */
function rowsOf(text) {
  return text.split('\n').flatMap((line, index) => {
    const cells = line.split(/(?<!\\)\|/).map((cell) => cell.trim());
    if (!/^\d+\.\d+\.\d+$/.test(cells[1] ?? '')) return [];
    const [, id, level, asks, state, where, tests] = cells;
    return [{ line: index + 1, id, level, asks, state, where, tests }];
  });
}

/** The chains of titles of a spec, from the outermost group to the test. @returns {string[][]} */
function titlesOf(file) {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const chains = [];
  const visit = (node, groups) => {
    const title = titleOf(node);
    const chain = title === undefined ? groups : [...groups, title];
    if (title !== undefined) chains.push(chain);
    ts.forEachChild(node, (child) => visit(child, chain));
  };
  visit(source, []);
  return chains;
}

/** The title of a group or a test, of Jest's own or of a function that declares several: a text, then a function. */
function titleOf(node) {
  if (!ts.isCallExpression(node)) return undefined;
  const [title, body] = node.arguments;
  const declares = /^(?:it|test|describe\w*)(?!\w)/.test(node.expression.getText());
  return declares && title && ts.isStringLiteralLike(title) && body ? title.text : undefined;
}

const known = new Map();

/** The fault of a named test; undefined for one that is there. */
function faultOf(named) {
  const [file, ...titles] = named.split(' › ');
  if (!existsSync(file)) return `there is no ${file}`;
  if (!known.has(file)) known.set(file, titlesOf(file));
  const found = known.get(file).filter((chain) => titles.every((title, at) => chain.at(at - titles.length) === title));
  if (found.length === 0) return `${file} has no test "${titles.join(' › ')}"`;
  return found.length > 1 ? `${file} has "${titles.join(' › ')}" ${found.length} times: name its group` : undefined;
}

/** @param {Row} row */
function faultsIn({ line, id, state, where, tests }) {
  const faults = [];
  if (!STATES.includes(state)) faults.push(`"${state}" is no state: ${STATES.join(', ')}`);
  if (state !== 'met' && !where) faults.push(`${state} without a reason`);
  const codes = (text) => [...text.matchAll(CODE)].map(([, code]) => code);
  if (state !== 'pending') {
    for (const file of codes(where)) if (FILE.test(file) && !existsSync(file)) faults.push(`there is no ${file}`);
    for (const named of codes(tests)) faults.push(faultOf(named));
  }
  return faults.filter((fault) => fault !== undefined).map((fault) => `${DOCUMENT}:${line}: ${id}: ${fault}`);
}

function repeated(rows) {
  const ids = rows.map(({ id }) => id);
  return rows
    .filter(({ id }, at) => ids.indexOf(id) < at)
    .map(({ line, id }) => `${DOCUMENT}:${line}: ${id} is there twice`);
}

/** Links of the document, as they are from the root. */
const fromRoot = (text) => text.replaceAll(/\]\((?!https?:|#)(?:\.\.\/)?([^)]+)\)/g, (_, path) => `](${rooted(path)})`);
const rooted = (path) => (existsSync(path) ? path : `docs/${path}`);

/** @param {Row[]} rows */
function summaryOf(rows) {
  const count = (state, level) => rows.filter((row) => row.state === state && row.level === level).length;
  const counts = STATES.map((state) => [state, ...['1', '2'].map((level) => count(state, level))]);
  const list = (state) => rows.filter((row) => row.state === state);
  const totals = ['1', '2'].map((level) => rows.filter((row) => row.level === level).length);
  return [
    BEGIN,
    '',
    '| state | level 1 | level 2 |',
    '| --- | --- | --- |',
    ...[...counts, ['all', ...totals]].map((cells) => `| ${cells.join(' | ')} |`),
    '',
    ...list('not met').map(({ id, asks, where }) => `- **${id}** ${asks}: ${fromRoot(where)}`),
    '',
    ...(list('pending').length > 0
      ? [
          `Pending: ${list('pending')
            .map(({ id }) => id)
            .join(', ')}.`,
          '',
        ]
      : []),
    END,
  ].join('\n');
}

/** As prettier leaves it, whose columns are aligned. */
const plain = (text) => text.replaceAll(/ +/g, ' ').replaceAll(/-{3,}/g, '---').replaceAll(/\n+/g, '\n');

function withSummary(text, summary) {
  const [from, to] = [text.indexOf(BEGIN), text.indexOf(END)];
  return from < 0 || to < from ? undefined : text.slice(0, from) + summary + text.slice(to + END.length);
}

const rows = rowsOf(readFileSync(DOCUMENT, 'utf8'));
const present = readFileSync(SUMMARY, 'utf8');
const updated = withSummary(present, summaryOf(rows));
const faults = [...rows.flatMap(faultsIn), ...repeated(rows)];
if (updated === undefined) faults.push(`${SUMMARY}: has no place for the summary: ${BEGIN}`);
else if (plain(updated) !== plain(present)) {
  if (process.argv.includes('--write')) writeFileSync(SUMMARY, updated);
  else faults.push(`${SUMMARY}: is not what ${DOCUMENT} gives: node test/check/asvs.mjs --write, then prettier`);
}
for (const fault of faults) console.error(fault);
console.log(`asvs: ${rows.length} requirements, ${faults.length} faults`);
process.exitCode = faults.length === 0 ? 0 : 1;
