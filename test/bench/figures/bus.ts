import type { Bench, BenchEntry } from '../figure';
import { startEmbeddedBroker } from '../../../libs/runtime';
import { newSigningKeyPem } from '../../../libs/identity';
import { type Contender, compare } from '../rounds';
import type { EchoRequest } from '../tasks/task';

const AT_ONCE = 64;
const USERS = ['gateway', 'inventory'].map((user) => ({ user, password: 'bench' }));

/** A command over our bus with no work behind it, against bare NATS, both on the embedded broker. */
export const BUS: readonly BenchEntry[] = [
  {
    name: 'bus-request',
    async measure(bench) {
      const broker = await startEmbeddedBroker({ users: USERS, execArgv: process.execArgv });
      try {
        const title = `a command over the bus with no work, ${AT_ONCE} at once, as a share of bare NATS request/reply`;
        const { ratio, detail } = await compare(
          bench,
          asking(bench, broker.port, 'bus'),
          asking(bench, broker.port, 'nats'),
        );
        return [{ id: 'bus-request', title, value: ratio, unit: '×', detail }];
      } finally {
        await broker.stop();
      }
    },
  },
];

function asking({ settings }: Bench, port: number, side: EchoRequest['side']): Contender {
  const { warmupSeconds, seconds } = settings;
  const keyPem = newSigningKeyPem();
  const request = { task: 'echo', side, keyPem, writers: AT_ONCE, warmupSeconds, seconds } as const;
  return {
    name: side === 'nats' ? 'NATS request/reply' : 'our bus',
    requests: () => [
      { ...request, role: 'answer', url: `nats://inventory:bench@127.0.0.1:${port}` },
      { ...request, role: 'ask', url: `nats://gateway:bench@127.0.0.1:${port}` },
    ],
  };
}
