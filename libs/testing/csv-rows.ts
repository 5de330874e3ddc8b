/**
 * The rows of a table by RFC 4180, each by the names of the first line. Throws for a line that is not ended, or has
 * another number of cells.
 */
export function csvRows(text: string): Record<string, string>[] {
  const lines: string[][] = [];
  let line: string[] = [];
  let read = 0;
  for (const [whole, quoted, plain = '', end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy)) {
    line.push(quoted?.replaceAll('""', '"') ?? plain);
    read += whole.length;
    if (end === ',') continue;
    lines.push(line);
    line = [];
  }
  if (read !== text.length || line.length > 0)
    throw new Error(`no table from ${JSON.stringify(text.slice(read, read + 80))}`);
  const [names = [], ...rows] = lines;
  return rows.map((cells, index) => {
    if (cells.length !== names.length) throw new Error(`row ${index + 1} has ${cells.length} cells of ${names.length}`);
    return Object.fromEntries(names.map((name, at) => [name, cells[at] as string]));
  });
}
