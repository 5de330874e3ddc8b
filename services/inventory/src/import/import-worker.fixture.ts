import type { FixturePlace } from '#libs/testing';
import { TestInventory } from '../inventory.fixture';

/** A replica of its own that carries imports out, to be killed. */
const [place = ''] = process.argv.slice(2);

async function main(): Promise<void> {
  const inventory = await TestInventory.replicaOf(JSON.parse(place) as FixturePlace);
  inventory.openImports({ pollMs: 20, leaseMs: 500, retryMs: 20 }).start();
  process.send?.({ ready: true });
}

process.on('disconnect', () => process.exit());
void main();
