import '#contracts/catalogue';
import { declaredImports, type ImportDeclaration } from '#contracts/declare/import-declaration';
import { readRow } from './reading/cell-reading';
import { dataRecords, surveyFile } from './reading/file-reading';
import { templateOf } from './template';

async function* bytesOf(text: string) {
  yield await Promise.resolve(Buffer.from(text));
}

async function readBack(kind: ImportDeclaration, csv: string): Promise<readonly object[]> {
  const source = () => Promise.resolve(bytesOf(csv));
  const reading = await surveyFile(source, { kind, mapping: {} });
  const rows: object[] = [];
  for await (const record of dataRecords(source, reading)) rows.push(readRow(record, reading));
  return rows;
}

it.each(declaredImports().map((kind) => [kind.name, kind] as const))(
  'the template of %s is one good row',
  async (_, kind) => {
    expect(await readBack(kind, templateOf(kind).csv)).toEqual([{ values: expect.any(Object) as object }]);
  },
);

it.each(declaredImports().map((kind) => [kind.name, kind] as const))(
  'a template of %s in which a spreadsheet has put its own separator is one good row as well',
  async (_, kind) => {
    expect(await readBack(kind, templateOf(kind).csv.replaceAll(',', ';'))).toEqual([
      { values: expect.any(Object) as object },
    ]);
  },
);
