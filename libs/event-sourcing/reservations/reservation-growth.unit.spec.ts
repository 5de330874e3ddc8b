import { randomUUID } from 'node:crypto';
import { streamName } from '#libs/event-log';
import type { NewSnapshot, Snapshots } from '../aggregates/snapshots';
import { TENANT, aContext, purse } from '../testing/domain.fixture';
import { aPlatform } from '../testing/reservations.fixture';

/** Snapshots that are kept and counted: every byte of every written one. */
function countedSnapshots() {
  const kept = new Map<string, NewSnapshot>();
  const counted = { bytes: 0 };
  const snapshots: Snapshots = {
    read: (stream) => Promise.resolve(kept.get(stream)),
    discard: (stream) => Promise.resolve(void kept.delete(stream)),
    write: (snapshot) => {
      counted.bytes += Buffer.byteLength(snapshot.state) + snapshot.commands.length;
      kept.set(snapshot.stream, snapshot);
      return Promise.resolve(true);
    },
  };
  return { snapshots, counted };
}

/** Claims for slots of one roster, `atOnce` side by side, and the bytes they wrote in log and snapshots. */
async function written(claims: number, atOnce: number) {
  const { snapshots, counted } = countedSnapshots();
  const { log, start } = aPlatform();
  const writing = start({ snapshots });
  let own = 0;
  for (let from = 0; from < claims; from += atOnce) {
    await Promise.all(
      Array.from({ length: atOnce }, () => {
        const context = aContext({ deadline: Number.MAX_SAFE_INTEGER });
        const claimant = { owner: streamName(purse.category, TENANT, randomUUID()), ownerRevision: -1, context };
        const { owner, ownerRevision } = claimant;
        own += JSON.stringify({ commandId: context.commandId, owner, ownerRevision }).length;
        return writing.reservations.hold({ roster: 'purses', scope: 'tenant' }, claimant, claims);
      }),
    );
    await writing.settled();
  }
  const inLog = log.events.reduce((sum, { data, metadata }) => sum + data.length + metadata.length, 0);
  return { own, inLog, events: log.events.length, inSnapshots: counted.bytes };
}

const CLAIMS = 20_000;

test('concurrent claims write less than three times their own size, snapshots included', async () => {
  const { own, inLog, inSnapshots, events } = await written(CLAIMS, 50);
  expect(events).toBe(CLAIMS / 50);
  expect((inLog + inSnapshots) / own).toBeLessThan(3);
});

test('of claims one by one, all snapshots together are smaller than the events', async () => {
  const { inLog, inSnapshots } = await written(CLAIMS / 10, 1);
  expect(inSnapshots).toBeLessThan(inLog);
});
