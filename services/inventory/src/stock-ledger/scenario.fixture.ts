import { v5 } from 'uuid';
import type { DomainEvent } from '#contracts/declare/event';
import { DomainError } from '#contracts/errors';
import type { CostMethod } from '#contracts/inventory/item-events';
import type { StockMovement, StockTransaction } from '#contracts/inventory/stock-events';
import { quantityUnits, scaledText } from '#contracts/values/amounts';
import type { Decide } from '#libs/event-sourcing';
import { decidingActor } from '#libs/identity';
import { GIVEN } from '#libs/testing/given-when-then';
import { placeOf, moneyUnits } from '../value/movement-value';
import { totalsIn } from '../value/value.fixture';
import { adjustStock } from './adjust-stock';
import { placeOfKey } from './balances';
import { changeCostMethod } from './change-cost-method';
import { correctReceipt } from './correct-receipt';
import type { PastFacts } from './past-movement';
import { receiveStock } from './receive-stock';
import { returnStock } from './return-stock';
import { reverseMovement } from './reverse-movement';
import type { StockFacts } from './stock-facts';
import { CELLAR, facts, historyOf, ITEM, SHELF } from './stock-ledger.fixture';
import { stockLedger, type StockEvent, type StockLedger, isValuedBy } from './stock-ledger';
import { takeBackStock } from './take-back-stock';
import { reaches } from './timeline';
import { transferStock } from './transfer-stock';
import { useStock } from './use-stock';

const NOW = '2027-01-01T00:00:00.000Z';
const LOCATIONS: Readonly<Record<string, string>> = { L: SHELF, A: SHELF, B: CELLAR };
const METHODS: Readonly<Record<string, CostMethod>> = { MA: 'moving_average', FIFO: 'fifo' };
const DAY_MS = 86_400_000;

type AnyDecision = Decide<never, StockLedger, StockEvent, never>;

interface Parsed {
  readonly decide: AnyDecision;
  readonly command: object;
}

/**
 * Plays a worked case against the decisions and the folds, and gives it back with the outcomes that there were, so that
 * a spec compares the two texts. One line is one command, in the notation of the cases, and after `=>` its outcome: the
 * value that it moved, or the code of its refusal with the moment and the shortage.
 *
 * The first line has the method, `negative` where stock may go below zero, and units as `lb=0.453592292`. Then: `R 10@2`
 * and `R 3=10` receipts, `U 4` a usage, `A +5`, `A -5` and `A +5@2` adjustments, `T 4 A>B` a transfer, `ret 5` a return,
 * `back 3 of u` a take-back, `rev u` a reversal, `fix r @10`, `fix r =10`, `fix r 9` and `fix r rate 2` corrections,
 * `M FIFO` a change of method, `freeze 2026-03-31` and `unfreeze`. `r:` before a line names its command; `d3`, a date (at
 * 09:00Z) or a time behind it is the effective time, otherwise each counts a minute after the latest one; `at B` the
 * location, `lot X` the lot, `by admin` an actor who may record in a freeze.
 *
 * Questions: `now`, `asOf d3` (the end of that day) and `asOf d3 known u` (when u had been recorded) give on hand /
 * value; `value u` the value as known now, `recorded u` as recorded, `at B` the stock of a location.
 */
export function played(script: string): string {
  const [header = '', ...lines] = script
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const scenario = new Scenario(header);
  return [header, ...lines.map((line) => scenario.play(line))].join('\n');
}

/** A script as `played` gives it back. */
export const asWritten = (script: string): string =>
  script
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('\n');

class Scenario {
  private readonly events: StockEvent[] = [];
  private readonly named = new Map<string, number>();
  private readonly item: StockFacts['item'];
  private freeze: StockFacts['freeze'] = { through: null, revision: null };
  private latest = Date.parse('2026-03-01T09:00:00.000Z');
  private commands = 0;

  constructor(header: string) {
    const [method = '', ...traits] = header.split(' ');
    const units = traits.flatMap((trait) => {
      const [unit, factor, rounding] = trait.split('=');
      return factor === undefined ? [] : [{ unit, factor, rounding: rounding ?? 'exact' }];
    });
    const { item } = facts({ costMethod: METHODS[method] as CostMethod, allowNegative: traits.includes('negative') });
    this.item = units.length === 0 ? item : { ...item, units: units as never };
  }

  play(line: string): string {
    const [said = '', expected] = line.split(' => ');
    const outcome = this.outcomeOf(said);
    const isRefused = /^[A-Z_]{4,}/.test(outcome);
    return expected === undefined && !isRefused ? said : `${said} => ${outcome}`;
  }

  private outcomeOf(said: string): string {
    const [first = '', ...words] = said.split(' ');
    switch (first) {
      case 'now':
        return this.totals(this.events.length);
      case 'asOf':
        return this.totals(words[2] ? this.index(words[2]) + 1 : this.events.length, endOfDay(words[0] as string));
      case 'value':
        return this.valueOf(words[0] as string);
      case 'recorded':
        return sumOf(this.movementsOf(words[0] as string));
      case 'at':
        return this.balanceAt(LOCATIONS[words[0] as string] as string);
      case 'freeze':
      case 'unfreeze':
        this.freeze = { through: words[0] ?? null, revision: (this.freeze.revision ?? -1) + 1 };
        return 'done';
      default:
        return this.carryOut(said);
    }
  }

  private carryOut(said: string): string {
    const [, name, command = ''] = /^(?:(\w+): )?(.*)$/.exec(said) ?? [];
    const parsed = this.parse(command);
    try {
      const made = this.decide(parsed, / by admin/.test(said) ? 'admin' : 'manager');
      this.events.push(...made);
      if (name !== undefined) this.named.set(name, this.events.length - 1);
      const [event] = made;
      if (!event) return 'nothing';
      this.latest = Math.max(
        this.latest,
        Date.parse('effectiveAt' in event.data ? event.data.effectiveAt : event.data.countedAt),
      );
      this.expectAgreement();
      return 'movements' in event.data ? movedBy(event.data) : 'done';
    } catch (error) {
      if (error instanceof DomainError) return refusal(error);
      throw error;
    }
  }

  private decide({ decide, command }: Parsed, role: string): readonly StockEvent[] {
    const step = this.commands++;
    return decide({ itemId: ITEM, ...command } as never, this.ledger(), {
      ...GIVEN,
      now: NOW,
      actor: decidingActor({ id: GIVEN.actor.id, roles: [role] }),
      newId: (name) => v5(`${step}/${name}`, ITEM),
      facts: this.factsFor(command) as never,
    });
  }

  /** The whole history for the same commands as in production. */
  private factsFor(command: { readonly effectiveAt?: string }): StockFacts | PastFacts {
    const at = Date.parse(command.effectiveAt ?? NOW);
    const ledger = this.ledger();
    const isAboutPast = Object.keys(command).some((field) => field.endsWith('ovementId'));
    const isDeep = isAboutPast || !reaches(ledger.timeline, at) || !isValuedBy(ledger, at);
    const common = { ...facts(), item: this.item, freeze: this.freeze };
    const organization = { timeZone: 'Europe/Paris', revision: 1 };
    return { ...common, organization, ...(isDeep && { history: historyOf(this.events) }) };
  }

  private parse(text: string): Parsed {
    const { rest, options } = this.optionsIn(text);
    const [kind = '', ...words] = rest.split(' ');
    const { effectiveAt, locationId, lotNumber } = options;
    const placed = { locationId, effectiveAt };
    const named = { ...placed, ...(lotNumber && { lotNumber }) };
    switch (kind) {
      case 'R':
        return {
          decide: receiveStock,
          command: { ...placed, ...amount(words), ...(lotNumber && { lot: { number: lotNumber } }) },
        };
      case 'U':
        return { decide: useStock, command: { ...named, ...amount(words) } };
      case 'A':
        return { decide: adjustStock, command: { ...named, ...amount(words), reason: 'correction' } };
      case 'ret':
        return { decide: returnStock, command: { ...named, ...amount(words) } };
      case 'T':
        return {
          decide: transferStock,
          command: { effectiveAt, ...amount(words), ...route(words.at(-1) as string) },
        };
      case 'M':
        return { decide: changeCostMethod, command: { effectiveAt, method: METHODS[words[0] as string] } };
      case 'rev':
        return { decide: reverseMovement, command: { movementId: this.movementOf(words[0] as string) } };
      case 'fix':
        return {
          decide: correctReceipt,
          command: { receivedMovementId: this.movementOf(words[0] as string), ...correction(words.slice(1)) },
        };
      case 'back':
        return {
          decide: takeBackStock,
          command: {
            usedMovementId: this.movementOf(words.at(-1) as string),
            ...amount(words.slice(0, -2)),
            effectiveAt,
          },
        };
      default:
        throw new Error(`no command: ${text}`);
    }
  }

  private optionsIn(text: string) {
    const lotNumber = / lot (\w+)/.exec(text)?.[1];
    const where = / at ([A-Z])\b/.exec(text)?.[1] ?? 'L';
    const time = /(?:^| )(d\d+|\d{4}-\d\d-\d\d(?:T\S+)?)(?= |$)/.exec(text)?.[1];
    const rest = text.replace(/ (?:lot \w+|at [A-Z]\b|by admin|d\d+|\d{4}-\d\d-\d\d\S*)/g, '');
    const at = time === undefined ? this.latest + 60_000 : momentOf(time);
    return {
      rest,
      options: { lotNumber, locationId: LOCATIONS[where] as string, effectiveAt: new Date(at).toISOString() },
    };
  }

  private ledger(): StockLedger {
    return this.events.reduce(
      (state, event, revision) => stockLedger.evolve(state, { ...copied(event), revision, occurredAt: NOW } as never),
      stockLedger.initial(),
    );
  }

  private totals(known: number, at = Infinity): string {
    const { quantity, value } = totalsIn(historyOf(this.events.slice(0, known)).values, at);
    return `${amountText(quantity)} / ${moneyText(value)}`;
  }

  private balanceAt(locationId: string): string {
    const balances = [...historyOf(this.events).timeline.balances];
    return amountText(
      balances.reduce((sum, [key, balance]) => (placeOfKey(key).locationId === locationId ? sum + balance : sum), 0n),
    );
  }

  /** A reversed movement and its reversal show the value as known when it was reversed. */
  private valueOf(name: string): string {
    const all = this.transactions().flatMap(({ movements }) => movements);
    const { values } = historyOf(this.events);
    const revision = this.index(name);
    const { effectiveAt } = this.transactionOf(name);
    const value = this.movementsOf(name).reduce((sum, movement, ordinal) => {
      if (movement.reverses !== null) return sum + moneyUnits(movement.value);
      const reversal = all.find(({ reverses }) => reverses === movement.movementId);
      if (reversal) return sum - moneyUnits(reversal.value);
      const place = placeOf(movement, Date.parse(effectiveAt), { revision, ordinal });
      return sum + (values?.at(place, movement.movementId)?.value as bigint);
    }, 0n);
    return moneyText(value);
  }

  private transactions(): StockTransaction[] {
    return this.events.flatMap(({ data }) => ('movements' in data ? [data] : []));
  }

  private index(name: string): number {
    const index = this.named.get(name);
    if (index === undefined) throw new Error(`no command has the name ${name}`);
    return index;
  }

  private transactionOf(name: string): StockTransaction {
    const event = this.events[this.index(name)];
    if (!event || !('movements' in event.data)) throw new Error(`${name} is no transaction`);
    return event.data;
  }

  private movementsOf(name: string): readonly StockMovement[] {
    return this.transactionOf(name).movements;
  }

  /** The first one; of a correction the replacement. */
  private movementOf(name: string): string {
    const movements = this.movementsOf(name);
    const [first] = movements;
    const found = movements.find(({ place }) => place !== null) ?? first;
    if (!found) throw new Error(`${name} has no movement`);
    return found.movementId;
  }

  /** The ledger's state and the whole history know the same stock and value. */
  private expectAgreement(): void {
    const ledger = this.ledger();
    const { timeline, values } = historyOf(this.events);
    const total = [...timeline.balances.values()].reduce((sum, balance) => sum + balance, 0n);
    expect(new Map(ledger.timeline.balances)).toEqual(new Map(timeline.balances));
    expect(ledger.timeline.entries).toEqual(timeline.entries);
    const known = totalsIn(values);
    expect(known.quantity).toBe(total);
    if (ledger.value) {
      const { quantity, value } = ledger.value;
      expect({ quantity, value }).toEqual(known);
    }
  }
}

const copied = (event: DomainEvent): object => JSON.parse(JSON.stringify(event)) as object;

const amountText = (units: bigint) => scaledText(units, 3).replace(/\.?0+$/, '');
const moneyText = (units: bigint) => scaledText(units, 4).replace(/(\.\d\d)00$/, '$1');

const sumOf = (movements: readonly StockMovement[]) =>
  moneyText(movements.reduce((sum, { value }) => sum + moneyUnits(value), 0n));

/** The value that a transaction moved, and what it settled. */
function movedBy({ movements }: StockTransaction): string {
  const settled = movements.reduce((sum, movement) => sum + moneyUnits(movement.settled), 0n);
  const value = sumOf(
    movements.filter(({ kind, stockQuantity }) => kind !== 'transfer' || quantityUnits(stockQuantity) > 0n),
  );
  return settled === 0n ? value : `${value} settle ${moneyText(settled)}`;
}

function refusal({ code, details, fields }: DomainError): string {
  const { moment, shortage } = details as { moment?: string; shortage?: string };
  const [field] = fields ?? [];
  return [code, moment && dayText(moment), shortage, code === 'VALIDATION_FAILED' && field?.pointer]
    .filter(Boolean)
    .join(' ');
}

const dayText = (moment: string) =>
  moment.startsWith('2026-03') && moment.endsWith('T09:00:00.000Z') ? `d${Number(moment.slice(8, 10))}` : moment;

function momentOf(text: string): number {
  if (text.startsWith('d')) return Date.parse(`2026-03-${text.slice(1).padStart(2, '0')}T09:00:00.000Z`);
  return Date.parse(text.includes('T') ? text : `${text}T09:00:00.000Z`);
}

const endOfDay = (text: string) =>
  text.includes('T') ? Date.parse(text) : (Math.floor(momentOf(text) / DAY_MS) + 1) * DAY_MS - 1;

const places = (text: string, count: number) => {
  const [whole, decimals = ''] = text.replace('+', '').split('.') as [string, string?];
  return `${whole}.${decimals.padEnd(count, '0')}`;
};

/** `10@2`, `3=10`, `-5`, `2 box@45`. */
function amount(words: readonly string[]) {
  const [, quantity = '', unit, by, cost = ''] =
    /^([+-]?[\d.]+)(?: ([a-z]+))?(?:([@=])([\d.]+))?/.exec(words.join(' ')) ?? [];
  return {
    quantity: places(quantity, 3),
    ...(unit !== undefined && { unit }),
    ...(by === '@' && { unitCost: places(cost, 8) }),
    ...(by === '=' && { totalCost: places(cost, 4) }),
  };
}

function route(text: string) {
  const [from = '', to = ''] = text.split('>');
  return { fromLocationId: LOCATIONS[from], toLocationId: LOCATIONS[to] };
}

function correction([first = '', second = '']: readonly string[]) {
  if (first === 'rate') return { exchangeRate: second };
  if (first.startsWith('@')) return { unitCost: places(first.slice(1), 8) };
  if (first.startsWith('=')) return { totalCost: places(first.slice(1), 4) };
  return { quantity: places(first, 3) };
}
