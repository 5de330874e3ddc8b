import { Readable } from 'node:stream';
import type { MailFile, MailPicture, MailTable } from '#libs/mail';
import type { Storage } from '#libs/storage';
import { CHART_HEIGHT, CHART_WIDTH } from './chart-option';
import type { ReportContent } from './report-content';

/** A report as it is mailed: to each recipient the same. */
export interface StoredReport {
  readonly subject: string;
  readonly body: readonly (string | MailTable | MailPicture)[];
  readonly files: readonly MailFile[];
}

/** In the order of reading: what it is, what is missing, the figures, the charts. */
export function reportOf(
  { subject, intro, notes, table, charts, csv }: ReportContent,
  pictures: readonly Uint8Array[],
): StoredReport {
  return {
    subject,
    body: [
      intro,
      ...notes,
      table,
      ...charts.map(({ file, alt }) => ({ picture: file, alt, width: CHART_WIDTH, height: CHART_HEIGHT })),
    ],
    files: [
      ...charts.map(({ file: name }, at) => ({ name, mediaType: 'image/png', bytes: pictures[at] as Uint8Array })),
      { name: csv.file, mediaType: 'text/csv; charset=utf-8', bytes: Buffer.from(csv.text, 'utf8') },
    ],
  };
}

const LIMIT_BYTES = 10_000_000;

/** Returns its id; it is pending until it is claimed. */
export async function storeReport(storage: Storage, tenantId: string, report: StoredReport): Promise<string> {
  const files = report.files.map(({ bytes, ...file }) => ({ ...file, bytes: Buffer.from(bytes).toString('base64') }));
  const text = JSON.stringify({ ...report, files });
  const { id } = await storage.put(tenantId, Readable.from([Buffer.from(text, 'utf8')]), { limit: LIMIT_BYTES });
  return id;
}

/** @throws DomainError `NOT_FOUND` for one that is not kept any more */
export async function loadReport(storage: Storage, tenantId: string, objectId: string): Promise<StoredReport> {
  const { bytes } = await storage.get(tenantId, objectId);
  const pieces: Uint8Array[] = [];
  for await (const piece of bytes) pieces.push(piece);
  const { files, ...report } = JSON.parse(Buffer.concat(pieces).toString('utf8')) as Written;
  return { ...report, files: files.map((file) => ({ ...file, bytes: Buffer.from(file.bytes, 'base64') })) };
}

/** As it is stored: the bytes in base64. */
type Written = Omit<StoredReport, 'files'> & {
  readonly files: readonly (Omit<MailFile, 'bytes'> & { readonly bytes: string })[];
};
