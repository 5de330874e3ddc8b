import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type FixtureTree, ROOT, fixtureTree } from './fixture-tree';

// Assembled here, so that a search for left-over markers does not find them.
const SUPPRESSION = ['// @ts', 'ignore'].join('-');
const LEFT_OPEN = ['TO', 'DO'].join('');

/** For each rule that `.oxlintrc.json` names, a source that breaks it. */
const BREAKS: Readonly<Record<string, string>> = {
  'typescript/no-floating-promises': 'export function f(): void { Promise.resolve(1); }',
  'typescript/no-misused-promises': 'export function f(p: Promise<boolean>): number { if (p) return 1; return 2; }',
  'typescript/return-await':
    'export async function f(p: Promise<number>): Promise<number> { try { return p; } catch (e) { throw new Error("x", { cause: e }); } }',
  'typescript/only-throw-error': 'export function f(): never { throw "text"; }',
  'typescript/prefer-promise-reject-errors': 'export const p = Promise.reject("text");',
  'typescript/use-unknown-in-catch-callback-variable':
    'export const f = (p: Promise<void>) => p.catch((e: Error) => { throw e; });',
  'typescript/no-explicit-any': 'export let a: any;',
  'typescript/no-unsafe-argument': 'declare const a: any; export const b = parseInt(a, 10);',
  'typescript/no-unsafe-assignment': 'export const a = JSON.parse("1");',
  'typescript/no-unsafe-call': 'declare const a: any; export const b: number = a();',
  'typescript/no-unsafe-member-access': 'declare const a: any; export const b: number = a.b;',
  'typescript/no-unsafe-return': 'declare const a: any; export function f(): number { return a; }',
  'typescript/no-non-null-assertion': 'export const f = (a: string | undefined): string => a!;',
  'typescript/ban-ts-comment': `${SUPPRESSION}\nexport const a: number = "1";`,
  'typescript/switch-exhaustiveness-check':
    "export function f(a: 'x' | 'y'): number { switch (a) { case 'x': return 1; default: return 2; } }",
  'typescript/no-deprecated': '/** @deprecated gone */ const old = 1; export const a = old;',
  'typescript/prefer-nullish-coalescing': 'export const f = (a: { b: 1 } | null, c: { b: 1 }) => a || c;',
  'typescript/prefer-readonly': 'export class A { private a = 1; f(): number { return this.a; } }',
  'typescript/no-namespace': 'export namespace A { export const a = 1; }',
  'typescript/no-require-imports': 'import fs = require("node:fs"); export const a = fs.constants;',
  'typescript/consistent-type-imports': "import { Stats } from 'node:fs'; export let a: Stats | undefined;",
  'typescript/no-import-type-side-effects': "import { type Stats } from 'node:fs'; export type A = Stats;",
  'typescript/no-extraneous-class': 'export class A { constructor() { } }',
  'typescript/restrict-template-expressions': 'export const f = (a: object): string => `${a}`;',
  'no-unused-vars': 'export function f(a: number): number { const spare = 1; return 2; }',
  'no-restricted-imports': "import { ok } from 'node:assert'; ok(true);",
  eqeqeq: 'export const f = (a: number, b: number): boolean => a == b;',
  'no-var': 'export var a = 1;',
  'no-console': 'console.log(1);',
  'no-empty': 'try { JSON.parse("1"); } catch { }',
  'no-eval': 'eval("1");',
  'no-implicit-coercion': 'export const f = (a: string): boolean => !!a;',
  'no-throw-literal': 'export function f(): never { throw "text"; }',
  'no-useless-return': 'export function f(a: () => void): void { a(); return; }',
  'no-warning-comments': `// ${LEFT_OPEN}: later\nexport const a = 1;`,
  'prefer-const': 'let a = 1; export const b = a;',
  'object-shorthand': 'const a = 1; export const b = { a: a };',
  'import/no-cycle': "export { b } from './other'; export const a = 1;",
  'import/no-default-export': 'export default 1;',
  'import/no-duplicates':
    "import { join } from 'node:path'; import { sep } from 'node:path'; export const a = [join, sep];",
  'import/no-mutable-exports': 'export let a = 1; a = 2;',
  'import/no-unassigned-import': "import 'node:fs';",
  'unicorn/prefer-node-protocol': "import { join } from 'path'; export const a = join;",
  'unicorn/throw-new-error': 'export function f(): never { throw Error("text"); }',
  'node/no-process-env': 'export const a = process.env["A"];',
  'jest/expect-expect': "it('does something', () => { Math.abs(1); });",
  'max-lines': '// a line\n'.repeat(301) + 'export const a = 1;',
  'max-lines-per-function': `export function f(a: number[]): void {\n${'  a.push(1);\n'.repeat(41)}}`,
  'max-depth':
    'export function f(a: boolean): number { if (a) { while (a) { if (a) { while (a) { if (a) { return 1; } } } } } return 2; }',
  complexity: `export function f(a: number): number {\n${[...Array(21).keys()].map((n) => `if (a === ${n}) return ${n};`).join('\n')}\nreturn -1; }`,
};

/** For pure files: each way to reach the clock, randomness or the outside world. */
const IMPURE: readonly string[] = [
  'export const now = (): number => Date.now();',
  'export const now = (): Date => new Date();',
  'export const now = (): string => Date();',
  'export const chance = (): number => Math.random();',
  'export const id = (): string => crypto.randomUUID();',
  "export const mode = (): string | undefined => process.env['MODE'];",
  'export const since = (): number => performance.now();',
  'export const ask = (): Promise<Response> => fetch("http://127.0.0.1");',
  'export const later = (f: () => void): unknown => setTimeout(f, 1);',
  'export const clock = { now: globalThis.Date.now };',
  'export const load = (): Promise<unknown> => import("./other");',
];

const ENGINE_USER = 'services/inventory/src/engine/level.projection.ts';
const LIB_USER = 'services/inventory/src/stock-item/lib-user.ts';

const PURE_FILES = ['item.ts', 'receive-stock.ts', 'stock-level.projection.ts', 'reorder.reactor.ts'];

/** Sources that must not count as a fault. */
const KEEPS: Readonly<Record<string, string>> = {
  'services/inventory/src/stock-item/pure.ts': [
    'interface Command { readonly crypto: string; readonly effectiveAt: string }',
    'export function decide(command: Command, given: { readonly now: string; readonly process: string }): number {',
    '  const at = new Date(command.effectiveAt).getTime();',
    '  return at + Date.parse(given.now) + given.process.length + command.crypto.length;',
    '}',
  ].join('\n'),
  'services/inventory/src/stock-item/list-stock.query.ts': 'export const asked = (): number => Date.now();',
  'services/gateway/src/http/server.ts': 'export const started = (): Date => new Date();',
  'services/inventory/src/stock-item/injected.module.ts': [
    "import { Module } from '@nestjs/common';",
    "import { Asked } from './asked';",
    '@Module({})',
    'export class StockModule { constructor(readonly asked: Asked) {} }',
  ].join('\n'),
  'services/inventory/src/stock-item/asked.ts': 'export class Asked { readonly at = 1; }',
  'libs/runtime/environment.ts': "export const port = process.env['PORT'];",
  'libs/event-log/awaits.ts':
    'export async function f(of: readonly Promise<void>[]): Promise<void> { for (const one of of) await one; }',
  'libs/event-log/other.ts': 'export const other = 1;',
};

const fileOf = (rule: string): string =>
  `libs/event-log/${rule.replace(/\W/g, '-')}${rule.startsWith('jest/') ? '.int.spec' : ''}.ts`;

interface Diagnostic {
  readonly code: string;
  readonly filename: string;
}

function lint(tree: FixtureTree): readonly Diagnostic[] {
  const { stdout, stderr } = tree.run('oxlint', '--format', 'json', 'libs', 'services');
  if (!stdout.startsWith('{')) throw new Error(`oxlint gave no report: ${stdout}${stderr}`);
  return (JSON.parse(stdout) as { readonly diagnostics: readonly Diagnostic[] }).diagnostics;
}

/** `typescript/no-explicit-any` → `typescript(no-explicit-any)`, as a diagnostic names it. */
function codeOf(rule: string): string {
  const [plugin, name] = rule.includes('/') ? (rule.split('/') as [string, string]) : (['eslint', rule] as const);
  return `${plugin}(${name})`;
}

describe('lint', () => {
  let tree: FixtureTree;
  let found: readonly Diagnostic[];

  const impure = IMPURE.flatMap((source, index) =>
    PURE_FILES.map((file) => [`services/inventory/src/case-${index}/${file}`, source] as const),
  );

  beforeAll(() => {
    tree = fixtureTree({
      ...Object.fromEntries(Object.entries(BREAKS).map(([rule, source]) => [fileOf(rule), `${source}\n`])),
      ...Object.fromEntries(impure),
      'libs/event-log/other.ts': "import { a } from './import-no-cycle';\nexport const b = a;\n",
      [ENGINE_USER]:
        "import { ProjectionEngine, change } from '#libs/projections';\nexport const used = [ProjectionEngine, change];\n",
      [LIB_USER]:
        "import { aggregate, newIdOf, type Given } from '#libs/event-sourcing';\nexport const used: [unknown, unknown, Given?] = [aggregate, newIdOf];\n",
    });
    found = lint(tree);
  });

  afterAll(() => tree.remove());

  it.each(Object.keys(BREAKS))('reports a source that breaks %s', (rule) => {
    const codes = found.filter(({ filename }) => filename === fileOf(rule)).map(({ code }) => code);
    expect(codes).toContain(codeOf(rule));
  });

  it.each(IMPURE)('finds a pure file impure with `%s`', (source) => {
    const files = impure.filter(([, text]) => text === source).map(([path]) => path);
    const reported = new Set(found.filter(({ code }) => code === 'purity(no-ambient)').map(({ filename }) => filename));
    expect(files.filter((file) => !reported.has(file))).toEqual([]);
  });

  it('lets a pure file import from libs only its declaring functions, and types', () => {
    const faults = found.filter(({ filename }) => filename === LIB_USER);
    expect(faults.map(({ code }) => code)).toEqual(['eslint(no-restricted-imports)']);
    expect(JSON.stringify(faults)).toContain('newIdOf');
  });

  it('lets a projection import from the engine only its declaring functions', () => {
    const codes = found.filter(({ filename }) => filename === ENGINE_USER).map(({ code }) => code);
    expect(codes).toEqual(['eslint(no-restricted-imports)']);
  });

  it('has a fixture for every rule that the settings switch on by name', () => {
    const settings = JSON.parse(withoutComments(readFileSync(join(ROOT, '.oxlintrc.json'), 'utf8'))) as {
      readonly rules: Readonly<Record<string, string | readonly unknown[]>>;
    };
    const on = Object.entries(settings.rules).filter(
      ([, level]) => (Array.isArray(level) ? level[0] : level) !== 'off',
    );
    expect(on.map(([rule]) => rule).filter((rule) => !(rule in BREAKS))).toEqual([]);
  });

  it('fails the check on an error and passes a clean tree', () => {
    const clean = fixtureTree(Object.fromEntries(Object.entries(KEEPS).map(([path, text]) => [path, `${text}\n`])));
    try {
      expect(lint(clean)).toEqual([]);
      expect(clean.run('oxlint', 'libs', 'services').status).toBe(0);
      expect(tree.run('oxlint', 'libs', 'services').status).not.toBe(0);
    } finally {
      clean.remove();
    }
  });

  it('covers the same files with the purity rule as the import rule does', () => {
    const purity = /\*\*\/\*\.\{([^}]+)\}\.ts/.exec(readFileSync(join(ROOT, '.oxlintrc.json'), 'utf8'))?.[1];
    const imports = /const WIRING =\s+'\\\\\.\(([^)]+)\)/.exec(
      readFileSync(join(ROOT, '.dependency-cruiser.js'), 'utf8'),
    )?.[1];
    expect(purity?.split(',')).toEqual([...(imports?.split('|') ?? []), 'spec']);
  });
});

/** The settings are JSON with line comments of their own. */
function withoutComments(text: string): string {
  return text.replace(/^\s*\/\/.*$/gm, '');
}
