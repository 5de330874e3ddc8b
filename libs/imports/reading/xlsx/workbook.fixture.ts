import { crc32, deflateRawSync } from 'node:zlib';

type Parts = Readonly<Record<string, string>>;

/** A zip archive of these parts; `says`: an unpacked size to be stated instead of the true one. */
export function zipOf(parts: Parts, says?: number): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of Object.entries(parts)) {
    const bytes = Buffer.from(text);
    const packed = deflateRawSync(bytes);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(8, 4);
    fields.writeUInt32LE(crc32(bytes), 10);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(says ?? bytes.length, 18);
    fields.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004'), fields, Buffer.from(name), packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    central.push(Buffer.concat([Buffer.from('PK\u0001\u0002\u0014\u0000'), fields, tail, Buffer.from(name)]));
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006', 'latin1');
  end.writeUInt16LE(central.length, 8);
  end.writeUInt16LE(central.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, directory, end]);
}

/** A number, a text, a formula, or a cell as XML. */
export type FixtureCell = number | string | null | { readonly xml: string };

interface SheetOf {
  readonly name: string;
  readonly rows: readonly (readonly FixtureCell[])[];
  readonly isHidden?: boolean;
}

interface WorkbookOf {
  readonly is1904?: boolean;
  /** The codes of number formats: style 1 is the first. */
  readonly formats?: readonly string[];
  readonly strings?: readonly string[];
  readonly more?: Parts;
}

const TYPE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet';

function xml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

/** A workbook as a spreadsheet writes it. */
export function workbookOf(sheets: readonly SheetOf[], options: WorkbookOf = {}): Buffer {
  const { is1904 = false, formats = [], strings = [], more = {} } = options;
  const worksheets = sheets.map(({ rows }, at) => [`xl/worksheets/sheet${at + 1}.xml`, sheetXml(rows)] as const);
  const listed = sheets.map(
    ({ name, isHidden }, at) =>
      `<sheet name="${xml(name)}" sheetId="${at + 1}" ${isHidden ? 'state="hidden" ' : ''}r:id="rId${at + 1}"/>`,
  );
  const relations = sheets.map(
    (_, at) => `<Relationship Id="rId${at + 1}" Type="${TYPE}" Target="worksheets/sheet${at + 1}.xml"/>`,
  );
  const declared = formats.map(
    (code, at) => `<numFmt numFmtId="${164 + at}" formatCode="${xml(code).replaceAll('"', '&quot;')}"/>`,
  );
  const styles = ['<xf numFmtId="0"/>', ...formats.map((_, at) => `<xf numFmtId="${164 + at}"/>`)];
  return zipOf({
    '[Content_Types].xml': '<Types/>',
    'xl/workbook.xml': `<workbook xmlns:r="x"><workbookPr date1904="${Number(is1904)}"/><sheets>${listed.join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships>${relations.join('')}</Relationships>`,
    'xl/styles.xml': `<styleSheet><numFmts>${declared.join('')}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs>${styles.join('')}</cellXfs></styleSheet>`,
    'xl/sharedStrings.xml': `<sst>${strings.map((each) => `<si>${each}</si>`).join('')}</sst>`,
    ...Object.fromEntries(worksheets),
    ...more,
  });
}

function sheetXml(rows: readonly (readonly FixtureCell[])[]): string {
  const written = rows.map((cells, at) => {
    const line = at + 1;
    return `<row r="${line}">${cells.map((cell, column) => cellXml(cell, `${String.fromCharCode(65 + column)}${line}`)).join('')}</row>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<worksheet><sheetData>${written.join('')}</sheetData></worksheet>`;
}

function cellXml(cell: FixtureCell, reference: string): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return `<c r="${reference}"><v>${cell}</v></c>`;
  if (typeof cell === 'string')
    return `<c r="${reference}" t="inlineStr"><is><t xml:space="preserve">${xml(cell)}</t></is></c>`;
  return cell.xml.replace('<c', `<c r="${reference}"`);
}
