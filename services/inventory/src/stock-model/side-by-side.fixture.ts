import { quantityText, scaledText } from '#contracts/values/amounts';
import type { StockMovement } from '#contracts/inventory/stock-events';
import { balancesAt } from '../stock-ledger/balances';
import type { StockEvent } from '../stock-ledger/stock-ledger';
import { available, reserved, type Part } from './naive-available.fixture';
import { NaiveItem, type NaiveSetup, type Refused } from './naive-item.fixture';
import { totalsIn } from '../value/value.fixture';
import { naiveValue, onHand, standing, type Accepted, type Line } from './naive-log.fixture';
import { ratio, type LineValue } from './naive-value.fixture';
import type { StockCommand } from './stock-command.fixture';
import { StockUnderTest, type ItemTraits, type Refusal } from './stock-under-test.fixture';

export const moneyText = (units: bigint) => scaledText(units, 4);

/** The last moment of a log that can be asked about. */
const END_OF_TIME = Date.parse('2099-01-01T00:00:00.000Z');

/** The product and the naive model of one item, told the same commands. */
export class SideBySide {
  readonly product: StockUnderTest;
  readonly naive: NaiveItem;
  /** As known when each was recorded, and of reversed pairs as known at the reversal. */
  readonly whenRecorded = new Map<string, Pick<LineValue, 'value' | 'settled'>>();
  readonly whenReversed = new Map<string, Pick<LineValue, 'value' | 'settled'>>();

  lastRefusal: Refusal | undefined;

  constructor(readonly traits: ItemTraits) {
    this.product = new StockUnderTest(traits);
    this.naive = new NaiveItem(setupOf(traits));
  }

  freeze(through: string | null): void {
    this.product.freeze(through);
    this.naive.frozenThrough = through;
  }

  /** Tells both, and expects one answer of them: the code of a refusal, or the events. */
  async tell(command: StockCommand, now: number): Promise<string | readonly StockEvent[]> {
    const wanted = this.naive.decide(command, now, (index) => `new ${index}`);
    const answer = await this.product.run(command, now);
    if ('code' in answer) {
      this.lastRefusal = answer;
      expect({ command, ...refusalShown(answer, wanted) }).toEqual({ command, ...refusalWanted(wanted) });
      return answer.code;
    }
    const [made] = answer;
    if (!made) {
      expect(['method', 'changeLot']).toContain(command.do);
      return 'nothing';
    }
    expect({ command, refused: 'codes' in wanted ? wanted : null }).toEqual({ command, refused: null });
    this.accept(command, made, now);
    return answer;
  }

  private accept(command: StockCommand, made: StockEvent, now: number): void {
    const ids = 'movements' in made.data ? made.data.movements.map(({ movementId }) => movementId) : [];
    const reservationId = 'reservationId' in made.data ? made.data.reservationId : null;
    const before = naiveValue(this.traits.method, this.naive.log);
    const named = (index: number) => ids[index] ?? reservationId ?? '';
    const accepted = this.naive.decide(command, now, named) as Accepted;
    const lines = movedLines(this.naive.log, accepted);
    this.naive.log.push(accepted);
    if (!('movements' in made.data)) {
      if ('at' in accepted)
        expect((made.data as { readonly effectiveAt?: string }).effectiveAt).toBe(new Date(accepted.at).toISOString());
      return;
    }
    const after = naiveValue(this.traits.method, this.naive.log);
    for (const { line, reverses } of lines) {
      const known = reverses === null ? after.lines.get(line.id) : negated(before.lines.get(reverses));
      const { value, settled } = known as LineValue;
      this.whenRecorded.set(line.id, { value, settled });
      if (reverses === null) continue;
      this.whenReversed.set(line.id, { value, settled });
      this.whenReversed.set(reverses, { value: -value, settled: -settled });
    }
    const wanted = lines.map(({ line, reverses }) => ({ ...lineShown(line), reverses, ...this.valueShown(line.id) }));
    expect({ command, movements: made.data.movements.map(movementShown) }).toEqual({ command, movements: wanted });
  }

  private valueShown(id: string) {
    const { value, settled } = this.whenRecorded.get(id) as LineValue;
    return { value: moneyText(value), settled: moneyText(settled) };
  }

  /** On hand by location and lot, value and layers, as of a moment and as known at a position. */
  expectSameStock(asOf = END_OF_TIME, known = this.product.events.length): void {
    const history = this.product.history(known);
    const log = this.naive.log.slice(0, known);
    const wanted = naiveValue(this.traits.method, log, asOf);
    const found = totalsIn(history.values, asOf);
    expect({
      asOf: new Date(asOf).toISOString(),
      known,
      onHand: shownBalances(balancesAt(history.timeline, asOf)),
      quantity: quantityText(found.quantity),
      value: moneyText(found.value),
    }).toEqual({
      asOf: new Date(asOf).toISOString(),
      known,
      onHand: shownBalances(onHand(log, asOf)),
      quantity: quantityText(wanted.quantity),
      value: moneyText(wanted.value),
    });
  }

  async expectSameAvailable(part: Part, at: number): Promise<void> {
    const { setup, log } = this.naive;
    const found = await this.product.available({ locationId: part.locationId, lotNumber: part.lot }, at);
    const about = { part, at: new Date(at).toISOString() };
    expect({ ...about, available: quantityText(found.available), reserved: quantityText(found.reserved) }).toEqual({
      ...about,
      available: quantityText(available(log, part, at, setup.parents, setup.calendar)),
      reserved: quantityText(reserved(log, part, at, setup.parents)),
    });
  }
}

function movedLines(log: readonly Accepted[], accepted: Accepted): { line: Line; reverses: string | null }[] {
  if (accepted.is === 'moved') return accepted.lines.map((line) => ({ line, reverses: null }));
  if (accepted.is !== 'reversal' && accepted.is !== 'correction') return [];
  const reversed = standing(log).find(({ position }) => position === accepted.of)?.moved.lines ?? [];
  const mirrored = reversed.map((line, index) => ({
    line: { ...line, id: accepted.lines[index] ?? '', quantity: -line.quantity, takesBack: null },
    reverses: line.id,
  }));
  if (accepted.is === 'reversal') return mirrored;
  return [...mirrored, ...accepted.by.lines.map((line) => ({ line, reverses: null }))];
}

const negated = (known?: LineValue) => ({ value: -(known?.value ?? 0n), settled: -(known?.settled ?? 0n) });

const lineShown = ({ id, kind, locationId, lot, quantity, takesBack }: Line) => ({
  id,
  kind,
  locationId,
  lot,
  quantity: quantityText(quantity),
  takesBack,
});

const movementShown = (movement: StockMovement) => ({
  id: movement.movementId,
  kind: movement.kind,
  locationId: movement.locationId,
  lot: movement.lot?.number ?? null,
  quantity: movement.stockQuantity,
  takesBack: movement.takesBack,
  reverses: movement.reverses,
  value: movement.value,
  settled: movement.settled,
});

function refusalWanted(wanted: Accepted | Refused) {
  if (!('codes' in wanted)) return { code: 'accepted' };
  const { codes, shortage } = wanted;
  return {
    code: codes.join(' or '),
    ...(shortage && { moment: new Date(shortage.at).toISOString() }),
    ...(shortage && shortage.missing !== null && { shortage: quantityText(shortage.missing) }),
  };
}

/** As far as the model says. */
function refusalShown({ code, details }: Refusal, wanted: Accepted | Refused) {
  if (!('codes' in wanted)) return { code };
  const { codes, shortage } = wanted;
  return {
    code: codes.includes(code) ? codes.join(' or ') : code,
    ...(shortage && { moment: details['moment'] }),
    ...(shortage && shortage.missing !== null && { shortage: details['shortage'] }),
  };
}

function shownBalances(balances: ReadonlyMap<string, bigint>): Record<string, string> {
  const shown = [...balances]
    .filter(([, balance]) => balance !== 0n)
    .map(([key, balance]) => [key.replace(/[^\w-]/g, '/'), quantityText(balance)]);
  return Object.fromEntries(shown) as Record<string, string>;
}

function setupOf(traits: ItemTraits): NaiveSetup {
  const {
    method,
    lotTracked = false,
    allowNegative = false,
    shelfLifeDays = null,
    units = [],
    places,
    timeZone,
  } = traits;
  const day = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  return {
    method,
    lotTracked,
    allowNegative,
    shelfLifeDays,
    units: Object.fromEntries(
      units.map(({ unit, factor, rounding }) => [unit, { factor: fraction(factor), nearest: rounding === 'nearest' }]),
    ),
    parents: Object.fromEntries(places.map(({ id, parentId }) => [id, parentId])),
    calendar: { dayOf: (at) => day.format(at) },
  };
}

function fraction(text: string) {
  const [over = '', under = '1'] = text.split('/');
  const [whole = '', decimals = ''] = over.split('.');
  return ratio(BigInt(whole + decimals), BigInt(under) * 10n ** BigInt(decimals.length));
}
