import { contractOf } from '../declare/contract';
import { Code, Id, Instant, List, Nested } from '../declare/fields';
import { cellOf, column, declareImport } from '../declare/import-declaration';
import { csvColumns } from '../values/csv';
import { ListWipJobs } from './list-wip-jobs';
import { StatedHold } from './stated-hold';
import { MAX_HOLDS } from './wip-job-events';

/** `2026-02-02T08:00Z/2026-02-03T08:00Z | 2026-02-05T08:00Z/`: intervals as of ISO 8601; one without an end goes on. */
function holdsIn(text: string): readonly Partial<StatedHold>[] {
  return text
    .split('|')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => {
      const [from = '', to = ''] = part.split('/').map((moment) => instantIn(moment.trim()));
      return { from, ...(to !== '' && { to }) };
    });
}

const WITH_OFFSET = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})$/;

/** A text of another form stays as it is, and is refused. */
function instantIn(text: string): string {
  const time = WITH_OFFSET.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? text : new Date(time).toISOString();
}

const HOLDS = List(
  Nested(() => StatedHold),
  { max: MAX_HOLDS },
);

/** Jobs in progress, made or changed by their code and start. */
export const wipFile = declareImport({
  name: 'wip',
  service: 'kpi',
  permission: 'kpi.entry.import',
  ownTable: () => csvColumns(contractOf(ListWipJobs)),
  columns: [
    column('id', Id(), { example: '', aliases: ['job id'] }),
    column('job', Code({ example: 'J-4711' }), {
      example: 'J-4711',
      isRequired: true,
      isCode: true,
      aliases: ['job number', 'work order', 'order', 'Auftrag', 'Auftragsnummer', 'Fertigungsauftrag'],
    }),
    column('product', Code({ example: 'P-100' }), {
      example: 'P-100',
      isCode: true,
      aliases: ['product code', 'item', 'part number', 'Produkt', 'Artikel', 'Artikelnummer', 'Materialnummer'],
    }),
    column('startedAt', Instant(), {
      isRequired: true,
      aliases: ['start', 'started', 'start time', 'begun', 'Beginn', 'Start', 'Startzeit'],
    }),
    column('endedAt', Instant(), { example: '', aliases: ['end', 'ended', 'end time', 'Ende', 'Endzeit'] }),
    column('holds', cellOf(HOLDS, holdsIn, '2026-02-02T08:00:00.000Z/2026-02-03T08:00:00.000Z'), {
      aliases: ['on hold', 'Unterbrechungen', 'Sperren'],
    }),
  ],
});
