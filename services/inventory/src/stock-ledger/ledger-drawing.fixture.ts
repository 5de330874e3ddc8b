import fc from 'fast-check';
import { quantityUnits } from '#contracts/values/amounts';
import type { LedgerStory } from './ledger.fixture';

/** A step of a random history: in its place, or backdated; what it names is drawn among what there is. */
export const drawnStep = fc.record({
  kind: fc.constantFrom('R', 'R', 'R', 'U', 'U', 'U', 'A+', 'A-', 'T', 'B', 'M', 'reverse', 'reverse', 'correct'),
  quantity: fc.integer({ min: 1, max: 9_000 }),
  cost: fc.integer({ min: 0, max: 50_000 }),
  how: fc.constantFrom('@', '='),
  which: fc.nat(100),
  /** Moments coincide. */
  day: fc.option(fc.integer({ min: 1, max: 12 }), { nil: undefined, freq: 2 }),
});

export type DrawnStep = typeof drawnStep extends fc.Arbitrary<infer Step> ? Step : never;

const decimal = (value: number, places: number) => (value / 10 ** places).toFixed(places);

/** Tells the steps that make sense where they come. */
export function tellDrawn(story: LedgerStory, steps: readonly DrawnStep[]): void {
  const receipts: string[] = [];
  const open: string[] = [];
  const usages: { name: string; left: bigint; day: number }[] = [];
  let latest = 1;
  for (const [index, step] of steps.entries()) {
    const name = `${step.kind} ${index}`;
    const quantity = decimal(step.quantity, 3);
    const day = step.day ?? (latest += 0.25);
    latest = Math.max(latest, day);
    const cost = step.how === '@' ? `@${decimal(step.cost, 4)}` : `=${decimal(step.cost, 2)}`;
    const pick = <Of>(among: readonly Of[]): Of | undefined => among[step.which % Math.max(among.length, 1)];
    switch (step.kind) {
      case 'R':
        story.tell(`R ${quantity}${cost}`, { name, day });
        receipts.push(name);
        open.push(name);
        break;
      case 'U':
        story.tell(`U ${quantity}`, { name, day });
        usages.push({ name, left: quantityUnits(quantity), day });
        open.push(name);
        break;
      case 'A+':
        story.tell(`A +${quantity}${step.which % 2 === 0 ? cost.replace('=', '@') : ''}`, { name, day });
        open.push(name);
        break;
      case 'A-':
        story.tell(`A -${quantity}`, { name, day });
        open.push(name);
        break;
      case 'T':
        story.tell(`T ${quantity}`, { name, day });
        open.push(name);
        break;
      case 'B': {
        const usage = pick(usages.filter(({ name: of }) => open.includes(of)));
        if (!usage || usage.left < 1n) break;
        const part = quantityUnits(quantity) < usage.left ? quantityUnits(quantity) : usage.left;
        usage.left -= part;
        const units = decimal(Number(part), 3);
        story.tell(`B ${units} of ${usage.name}`, { name, day: Math.max(usage.day, day) });
        latest = Math.max(latest, usage.day);
        break;
      }
      case 'M':
        story.tell(`M ${step.which % 2 === 0 ? 'fifo' : 'moving_average'}`, { day });
        break;
      case 'reverse': {
        const used = new Set(
          usages.filter(({ left, name: of }) => left < takenBy(story, of)).map(({ name: of }) => of),
        );
        const reversed = pick(open.filter((each) => !used.has(each)));
        if (reversed === undefined) break;
        story.reverse(reversed);
        open.splice(open.indexOf(reversed), 1);
        break;
      }
      case 'correct': {
        const corrected = pick(receipts.filter((each) => open.includes(each)));
        if (corrected !== undefined) story.correct(corrected, { unitCost: decimal(step.cost, 4) });
      }
    }
  }
}

/** The quantity that a usage took. */
function takenBy(story: LedgerStory, name: string): bigint {
  return -quantityUnits(story.transaction(name).movements[0]?.stockQuantity ?? '0');
}
