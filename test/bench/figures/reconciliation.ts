import { performance } from 'node:perf_hooks';
import type { ReconciledHrSource } from '../../../contracts/workflow/reconcile-hr-source';
import type { HttpClient } from '../../../libs/testing/http-client';
import type { BenchEntry } from '../figure';
import { BenchSource, roomyOrganization } from '../hr-source';
import { BenchPlatform, until } from '../platform';

const PEOPLE = 10_000;
/** Of each kind: a change, a hire and a leave. */
const DIFFERENCES = [60, 20, 20] as const;
const HIRE_MINUTES = 30;
const MINUTES = 5;
const HEADER = 'externalId,firstName,lastName,position,startsOn,endsOn';

/** A source's whole list, as a table, compared with the employees; until every difference has taken effect. */
export const RECONCILIATION: readonly BenchEntry[] = [
  {
    name: 'reconciliation',
    async measure(bench) {
      const people = Math.max(200, Math.round(PEOPLE * bench.settings.scale));
      const database = await bench.server.database();
      const platform = await BenchPlatform.start(database);
      try {
        const organization = await roomyOrganization(platform, 'bench-list');
        const source = await BenchSource.create(await organization.admin(platform), 'bench-list-hr');
        const [changes, hires, leaves] = DIFFERENCES;
        const listed = (first: number, count: number) => Array.from({ length: count }, (_, at) => first + at);
        const known = listed(0, people - hires);
        const began = performance.now();
        const admin = () => organization.admin(platform);
        await reconciled(
          admin,
          source,
          HIRE_MINUTES,
          known.map((person) => rowOf(person)),
        );
        await platform.caughtUp();
        const hired = (performance.now() - began) / 1_000;
        bench.log(`  ${known.length} people hired in ${hired.toFixed(0)} s`);
        const rows = [
          ...listed(0, changes).map((person) => rowOf(person, 'Head baker')),
          ...listed(changes, leaves).map((person) => rowOf(person, 'Baker', '2199-12-31')),
          ...listed(changes + leaves, people - changes - leaves).map((person) => rowOf(person)),
        ];
        const started = performance.now();
        const counts = await reconciled(admin, source, MINUTES, rows);
        const seconds = (performance.now() - started) / 1_000;
        return [
          {
            id: 'reconciliation',
            title: `list of ${people} people with ${changes + hires + leaves} differences, until they took effect`,
            value: seconds,
            unit: 's',
            goal: { atMost: 10 },
            detail: { notes: { ...counts, 'first list, s': Math.round(hired) } },
          },
        ];
      } finally {
        await platform.stop();
        await database.drop();
      }
    },
  },
];

const rowOf = (person: number, position = 'Baker', endsOn = '') =>
  `P-${person},Ada,Person ${person},${position},2020-01-01,${endsOn}`;

async function reconciled(
  signIn: () => Promise<HttpClient>,
  source: BenchSource,
  minutes: number,
  rows: readonly string[],
): Promise<ReconciledHrSource['counts']> {
  const path = `webhook-sources/${source.id}/reconcile`;
  const table = [HEADER, ...rows].join('\n');
  // A token lasts for 15 minutes.
  let admin = await signIn();
  const { status, body } = await admin
    .with({ 'content-type': 'text/csv' })
    .request<ReconciledHrSource>('POST', path, table);
  if (status !== 200 || body.status !== 'applying') throw new Error(`${path}: ${status} ${JSON.stringify(body)}`);
  await until(minutes, async () => {
    const list = `webhook-sources/${source.id}/reconciliations?limit=1`;
    const answer = await admin.get<{ items: { id: string; status: string }[] }>(list);
    if (answer.status === 401) admin = await signIn();
    return (
      answer.status === 200 && answer.body.items.some(({ id, status: now }) => id === body.id && now === 'applied')
    );
  });
  return body.counts;
}
