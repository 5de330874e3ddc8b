import type { ImportColumn, ImportDeclaration } from '#contracts/declare/import-declaration';
import type { ImportTemplate } from '#contracts/imports/get-import-template';
import { csvLine } from '#contracts/values/csv';
import { cellTypeOf } from './reading/cell-reading';

/** A heading with every column, and one example row, of which nothing is ambiguous. */
export function templateOf({ name: kind, columns }: ImportDeclaration): ImportTemplate {
  return { kind, csv: csvLine(columns.map(({ name }) => name)) + csvLine(columns.map(exampleOf)) };
}

function exampleOf({ kind, example }: ImportColumn): string {
  if (example !== undefined) return example;
  const text = String(kind.example());
  // With three places, a decimal point could as well stand between thousands.
  const isDecimal = kind.normalise !== undefined && /^\d+\.\d+$/.test(text);
  return isDecimal && cellTypeOf(kind) === 'number' ? text.replace(/\.?0+$/, '') : text;
}
