import { CrudPeer } from '../crud/crud-peer';
import type { Bench, BenchEntry, FigureMeasurement } from '../figure';
import { BenchPlatform, stockUp } from '../platform';
import { type Contender, compare } from '../rounds';
import type { ReceiptsRequest } from '../tasks/task';

const CONNECTIONS = 64;
const ITEMS = 500;

/** `POST items/{id}/receipts`, whole: gateway, bus, service and log, against a plain service that writes rows. */
export const RECEIPTS: readonly BenchEntry[] = [
  {
    name: 'receipts-http',
    async measure(bench) {
      const database = await bench.server.database();
      const platform = await BenchPlatform.start(database);
      const warehouse = await stockUp(platform, ITEMS);
      const peer = await CrudPeer.start(database, ITEMS);
      try {
        // An access token lasts for 15 minutes; the rounds may take longer.
        let token = '';
        const ours: Contender = {
          ...posting(bench, 'OpsLedger', () => ({
            ...warehouse,
            token,
            port: platform.port,
            path: '/api/v1/items/{itemId}/receipts',
            idempotencyKeys: true,
          })),
          before: async () => {
            token = await platform.token();
          },
        };
        const plain = posting(bench, 'plain CRUD service', () => ({
          itemIds: peer.itemIds,
          locationId: peer.locationId,
          token: peer.token,
          port: peer.port,
          path: '/items/{itemId}/receipts',
          idempotencyKeys: false,
        }));
        const { ratio, detail } = await compare(bench, ours, plain);
        const [us, them] = detail.sides;
        const tail = (us?.latency?.p99 ?? NaN) / (them?.latency?.p99 ?? NaN);
        return measurements(ratio, tail, detail);
      } finally {
        await peer.stop();
        await platform.stop();
        await database.drop();
      }
    },
  },
];

function measurements(ratio: number, tail: number, detail: FigureMeasurement['detail']): FigureMeasurement[] {
  const of = `POST items/{id}/receipts, ${CONNECTIONS} connections, against the CRUD peer`;
  return [
    { id: 'receipts-http', title: `${of}: requests/s`, value: ratio, unit: '×', goal: { atLeast: 1.2 }, detail },
    { id: 'receipts-http-p99', title: `${of}: p99`, value: tail, unit: '×', goal: { atMost: 1 }, detail: {} },
  ];
}

type Target = Pick<ReceiptsRequest, 'port' | 'path' | 'token' | 'itemIds' | 'locationId' | 'idempotencyKeys'>;

function posting({ settings }: Bench, name: string, target: () => Target): Contender {
  const { warmupSeconds, seconds, seed } = settings;
  return {
    name,
    requests: (round) => [
      {
        task: 'receipts',
        ...target(),
        connections: CONNECTIONS,
        seed: seed + round,
        // Both are servers that people leave running: they get time to be compiled.
        warmupSeconds: 2 * warmupSeconds,
        seconds,
      },
    ],
  };
}
