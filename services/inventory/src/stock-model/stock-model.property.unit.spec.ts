import fc from 'fast-check';
import { commandOf, PLACES, START, step, traits, type Step } from './drawn-history.fixture';
import { listedByModel, listedByProduct } from './listed-movements.fixture';
import { SideBySide } from './side-by-side.fixture';
import type { ItemTraits } from './stock-under-test.fixture';

/** More by `STOCK_MODEL_RUNS=2000 npx jest services/inventory/src/stock-model`; `FC_SEED=7` draws others. */
const RUNS = Number(process.env.STOCK_MODEL_RUNS ?? 80);
const SEED = Number(process.env.FC_SEED ?? 20_261_129);
const HOUR_MS = 3_600_000;

const PARTS = [null, ...PLACES.map(({ id }) => id)].flatMap((locationId) =>
  [null, 'L1', 'L2'].map((lot) => ({ locationId, lot })),
);

/** In every run of the property, whatever the seed: with refusals alone it would prove little. */
const ACCEPTED = 'receive use adjust transfer return takeBack reverse correct method reserve';
const REFUSED =
  'INSUFFICIENT_STOCK INSUFFICIENT_AVAILABLE LOT_REQUIRED UNIT_NOT_EXACT EFFECTIVE_IN_FUTURE SAME_LOCATION ' +
  'NOT_REVERSIBLE ALREADY_REVERSED PERIOD_FROZEN';
const OUTCOMES = ACCEPTED.split(' ')
  .map((kind) => `${kind} accepted`)
  .concat(REFUSED.split(' '));
const outcomes = new Set<string>();

/** Tells the steps one by one; a moment and a position drawn with each are asked about as well. */
async function told(of: ItemTraits, steps: readonly Step[]): Promise<SideBySide> {
  const both = new SideBySide(of);
  let now = START;
  for (const drawn of steps) {
    now += drawn.passesMs;
    if (drawn.kind === 'freeze') both.freeze(drawn.lowers ? dayOf(now - 40 * HOUR_MS) : null);
    if (drawn.kind === 'restore') both.product.restore();
    const command = commandOf(drawn, both, now);
    if (!command) continue;
    const answer = await both.tell(command, now);
    outcomes.add(typeof answer === 'string' ? answer : `${command.do} accepted`);
    if (typeof answer === 'string') continue;
    both.expectSameStock();
    const moment = START + Math.floor((((drawn.which * 7_919) % 1_000) * (now - START)) / 1_000);
    both.expectSameStock(moment, drawn.which % (both.product.events.length + 1));
    const part = PARTS[drawn.which % PARTS.length] ?? { locationId: null, lot: null };
    await both.expectSameAvailable(part, now);
    await both.expectSameAvailable(part, moment);
  }
  return both;
}

const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10);

it('decisions, folds and listed movements are those of a model that sums up the plain list of commands', async () => {
  await fc.assert(
    fc.asyncProperty(traits, fc.array(step, { minLength: 5, maxLength: 40, size: 'max' }), async (of, steps) => {
      const both = await told(of, steps);
      expect(listedByProduct(both)).toEqual(listedByModel(both));
    }),
    { numRuns: RUNS, seed: SEED },
  );
  expect([...outcomes]).toEqual(expect.arrayContaining(OUTCOMES));
}, 300_000);
