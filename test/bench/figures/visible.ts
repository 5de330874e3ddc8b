import type { BenchEntry } from '../figure';
import { BenchPlatform } from '../platform';
import { measureAlone } from '../rounds';
import { sideOf } from '../side';

const PER_SECOND = 1_000;

/**
 * From an acknowledged append to its row, with the whole platform running and folding every event into all its
 * projections.
 */
export const VISIBLE: readonly BenchEntry[] = [
  {
    name: 'visible',
    async measure(bench) {
      const database = await bench.server.database();
      const platform = await BenchPlatform.start(database);
      try {
        const { warmupSeconds, seconds } = bench.settings;
        const { tenantId } = platform;
        const rounds = await measureAlone(bench, {
          name: `appends at ${PER_SECOND}/s`,
          requests: () => [
            {
              task: 'visible',
              load: 'receipts',
              url: database.url,
              tenantId,
              perSecond: PER_SECOND,
              warmupSeconds,
              seconds,
            },
          ],
        });
        const side = sideOf('append → row', rounds);
        return [
          {
            id: 'visible-p99',
            title: `acknowledged append → row visible, at ${PER_SECOND.toLocaleString('en')} events/s: p99`,
            value: side.latency?.p99 ?? NaN,
            unit: 'ms',
            goal: { atMost: 50 },
            detail: { sides: [side] },
          },
        ];
      } finally {
        await platform.stop();
        await database.drop();
      }
    },
  },
];
