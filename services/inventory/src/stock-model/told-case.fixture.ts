import { quantityUnits, scaledText } from '#contracts/values/amounts';
import type { CostMethod, UnitFactor } from '#contracts/inventory/item-events';
import { totalsIn } from '../value/value.fixture';
import { PLACES } from './drawn-history.fixture';
import { listedByProduct } from './listed-movements.fixture';
import { naiveValue } from './naive-log.fixture';
import { SideBySide } from './side-by-side.fixture';
import type { StockCommand } from './stock-command.fixture';

const METHODS: Readonly<Record<string, CostMethod>> = { MA: 'moving_average', FIFO: 'fifo' };
const placeId = (code: string) => PLACES.find((each) => each.code === code)?.id ?? code;

/**
 * Tells a worked case to the product and to the naive model, and gives it back with what the product answered, so that a
 * spec compares two texts. The first line: the method, then `lots`, `negative`, `shelf=4`, `zone=…`, and units as
 * `lb=0.453592292=nearest`. Each further line is a command or a question, and after `=>` its answer.
 *
 * `R 10@2`, `R 3=10`, `U 4`, `A +5@2`, `A -5`, `T 4 A>B`, `ret 5`, `back 3 of u`, `rev u`, `fix r @10`, `fix r =10`,
 * `fix r 9`, `M FIFO`, `res 5 until d20`, `rel r`, `hold L1`, `free L1`, `exp L1 2026-03-30`, `freeze 2026-03-31`; before
 * them `name: `, behind them `at A1`, `lot L1`, `exp 2026-03-30` for the lot's expiry, `by r` for a reservation, and the
 * effective time: `d3` for 3 March at 09:00Z, or an instant. `clock d10` sets the time at which the next is recorded.
 *
 * `now`, `asOf d3`, `asOf d3 known u` give on hand / value; `stock A`, `available`, `available A d3`, `reserved` quantities;
 * `value u` and `recorded u` a movement's value as known now and then, `settle r` and `settled r` its settlement; `lots u`
 * what it took of each; `layers` what FIFO holds.
 */
export async function told(script: string): Promise<string> {
  const [header = '', ...lines] = linesOf(script);
  const teller = new Teller(header);
  const answers = [header];
  for (const line of lines) answers.push(await teller.say(line));
  return answers.join('\n');
}

export const linesOf = (script: string) =>
  script
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

class Teller {
  private readonly both: SideBySide;
  private readonly positions = new Map<string, number>();
  private now = Date.parse('2026-05-01T00:00:00.000Z');

  constructor(header: string) {
    const [method = '', ...words] = header.split(' ');
    const valueOf = (name: string) => words.find((word) => word.startsWith(`${name}=`))?.slice(name.length + 1);
    const shelfLife = valueOf('shelf');
    const units = words.flatMap((word): UnitFactor[] => {
      const [unit = '', factor, rounding = 'exact'] = word.split('=');
      if (factor === undefined || ['shelf', 'zone'].includes(unit)) return [];
      return [{ unit, factor, rounding: rounding as UnitFactor['rounding'] }];
    });
    this.both = new SideBySide({
      method: METHODS[method] as CostMethod,
      lotTracked: words.includes('lots'),
      allowNegative: words.includes('negative'),
      shelfLifeDays: shelfLife === undefined ? null : Number(shelfLife),
      timeZone: valueOf('zone') ?? 'Europe/Paris',
      units,
      places: PLACES,
    });
  }

  async say(line: string): Promise<string> {
    const [said = '', expected] = line.split(' => ');
    const answer = await this.answerTo(said);
    const isRefused = /^[A-Z_]{8,}/.test(answer);
    return expected === undefined && !isRefused ? said : `${said} => ${answer}`;
  }

  private async answerTo(said: string): Promise<string> {
    const [first = '', ...words] = said.split(' ');
    switch (first) {
      case 'clock':
        this.now = momentOf(words[0] ?? '');
        return 'done';
      case 'freeze':
        this.both.freeze(words[0] === 'off' ? null : (words[0] ?? null));
        return 'done';
      case 'now':
        return this.totals(Infinity, this.both.product.events.length);
      case 'asOf':
        return this.totals(
          momentOf(words[0] ?? ''),
          words[2] ? this.position(words[2]) + 1 : this.both.product.events.length,
        );
      case 'stock':
        return this.stockAt(placeId(words[0] ?? ''));
      case 'available':
      case 'reserved':
        return this.availability(first, words);
      case 'layers':
        return this.layers();
      case 'value':
      case 'recorded':
      case 'settle':
      case 'settled':
        return this.listed(first, words[0] ?? '');
      case 'lots':
        return this.lotsOf(words[0] ?? '');
      default:
        return this.carryOut(said);
    }
  }

  private async carryOut(said: string): Promise<string> {
    const [, name, text = ''] = /^(?:(\w+): )?(.*)$/.exec(said) ?? [];
    const position = this.both.product.events.length;
    const answer = await this.both.tell(this.parsed(text), (this.now += 10));
    this.both.expectSameStock();
    if (typeof answer === 'string') return answer === 'nothing' ? answer : this.refusal(answer);
    if (name !== undefined) this.positions.set(name, position);
    const { data } = answer[0] as (typeof answer)[number];
    if (!('movements' in data)) return 'done';
    const counted = data.movements.filter(
      ({ kind, stockQuantity }) => kind !== 'transfer' || !stockQuantity.startsWith('-'),
    );
    const settled = data.movements.reduce((sum, each) => sum + moneyUnits(each.settled), 0n);
    const value = money(counted.reduce((sum, each) => sum + moneyUnits(each.value), 0n));
    return settled === 0n ? value : `${value} settle ${money(settled)}`;
  }

  private refusal(code: string): string {
    const { moment, shortage } = (this.both.lastRefusal?.details ?? {}) as { moment?: string; shortage?: string };
    const isStock = code === 'INSUFFICIENT_STOCK' || code === 'LATER_MOMENT_NEGATIVE';
    return isStock ? `${code} ${dayText(moment ?? '')} ${shortage}` : code;
  }

  private parsed(text: string): StockCommand {
    const option = (pattern: RegExp) => pattern.exec(text)?.[1];
    const at = option(/ (d\d+|\d{4}-\d\d-\d\dT\S+)$/);
    const effective = at === undefined ? {} : { effectiveAt: new Date(momentOf(at)).toISOString() };
    const lotNumber = option(/ lot (\w+)/);
    const lot = lotNumber === undefined ? {} : { lotNumber };
    const locationId = placeId(option(/ at (\w+)/) ?? 'A');
    const expiresOn = option(/ exp (\d\S+)/);
    const [kind = '', amount = '', third = '', fourth = ''] = text.split(' ');
    const placed = { locationId, ...effective };
    switch (kind) {
      case 'R': {
        const named = lotNumber === undefined ? {} : { lot: { number: lotNumber, ...(expiresOn && { expiresOn }) } };
        return { do: 'receive', ...placed, ...measured(text), ...named };
      }
      case 'U': {
        const by = option(/ by (\w+)/);
        const reservation = by === undefined ? {} : { reservationId: this.reservation(by) };
        return { do: 'use', ...placed, ...measured(text), ...lot, ...reservation };
      }
      case 'A':
        return { do: 'adjust', ...placed, ...measured(text), ...lot };
      case 'ret':
        return { do: 'return', ...placed, ...measured(text), ...lot };
      case 'T': {
        const [from = '', to = ''] = (option(/ (\w+>\w+)/) ?? '').split('>');
        return {
          do: 'transfer',
          fromLocationId: placeId(from),
          toLocationId: placeId(to),
          ...measured(text),
          ...lot,
          ...effective,
        };
      }
      case 'back':
        return { do: 'takeBack', usedMovementId: this.movement(fourth), ...measured(text), ...effective };
      case 'rev':
        return { do: 'reverse', movementId: this.movement(amount) };
      case 'fix':
        return { do: 'correct', receivedMovementId: this.movement(amount), ...correction(third) };
      case 'M':
        return { do: 'method', method: METHODS[amount] as CostMethod, ...effective };
      case 'res': {
        const where = / at /.test(text) ? { locationId } : {};
        const expiresAt = new Date(momentOf(option(/ until (\S+)/) ?? '')).toISOString();
        return { do: 'reserve', ...measured(text), ...where, ...lot, expiresAt };
      }
      case 'rel':
        return { do: 'release', reservationId: this.reservation(amount) };
      case 'hold':
        return { do: 'quarantine', lotNumber: amount, ...effective };
      case 'free':
        return { do: 'free', lotNumber: amount, ...effective };
      case 'exp':
        return { do: 'changeLot', lotNumber: amount, expiresOn: third, ...effective };
      default:
        throw new Error(`no command: ${text}`);
    }
  }

  private position(name: string): number {
    const position = this.positions.get(name);
    if (position === undefined) throw new Error(`no command has the name ${name}`);
    return position;
  }

  private movementsOf(name: string) {
    const { data } = this.both.product.events[this.position(name)] ?? {};
    return data && 'movements' in data ? data.movements : [];
  }

  /** Of a correction the replacement; `c.0` names its reversal. */
  private movement(name: string): string {
    const [of = '', leg] = name.split('.');
    const movements = this.movementsOf(of);
    const found =
      leg === undefined ? (movements.find(({ place }) => place !== null) ?? movements[0]) : movements[Number(leg)];
    if (!found) throw new Error(`${name} has no movement`);
    return found.movementId;
  }

  private reservation(name: string): string {
    const { data } = this.both.product.events[this.position(name)] ?? {};
    return data && 'reservationId' in data && data.reservationId ? data.reservationId : '';
  }

  private totals(asOf: number, known: number): string {
    const at = Math.min(asOf, Date.parse('2099-01-01T00:00:00.000Z'));
    this.both.expectSameStock(at, known);
    const { quantity, value } = totalsIn(this.both.product.history(known).values, at);
    return `${short(quantity)} / ${money(value)}`;
  }

  private stockAt(locationId: string): string {
    const rows = [...this.both.product.history().timeline.balances];
    return short(rows.reduce((sum, [key, balance]) => (key.startsWith(locationId) ? sum + balance : sum), 0n));
  }

  private async availability(which: 'available' | 'reserved', words: readonly string[]): Promise<string> {
    const place = words.find((word) => PLACES.some(({ code }) => code === word));
    const lot = words.find((word) => word.startsWith('L'));
    const time = words.find((word) => /^d\d|^\d{4}/.test(word));
    const part = { locationId: place === undefined ? null : placeId(place), lot: lot ?? null };
    const at = time === undefined ? this.now : momentOf(time);
    await this.both.expectSameAvailable(part, at);
    return short((await this.both.product.available({ locationId: part.locationId, lotNumber: part.lot }, at))[which]);
  }

  private layers(): string {
    const { layers } = naiveValue(this.both.traits.method, this.both.naive.log);
    return layers.map(({ quantity, value }) => `${short(quantity)} / ${money(value)}`).join(', ');
  }

  private listed(which: 'value' | 'recorded' | 'settle' | 'settled', name: string): string {
    const { rows } = listedByProduct(this.both);
    const column = {
      value: 'value',
      recorded: 'valueWhenRecorded',
      settle: 'settled',
      settled: 'settledWhenRecorded',
    } as const;
    const ids = name.includes('.') ? [this.movement(name)] : this.movementsOf(name).map(({ movementId }) => movementId);
    const shown = ids.map((id) => rows.find((row) => row.id === id)?.[column[which]] ?? '');
    return money(shown.reduce((sum, text) => sum + moneyUnits(text), 0n));
  }

  private lotsOf(name: string): string {
    return this.movementsOf(name)
      .map(({ lot, stockQuantity }) => `${lot?.number ?? ''} ${short(quantityUnits(stockQuantity))}`)
      .join(', ');
  }
}

function measured(text: string) {
  const [, , quantity = '', unit, by, cost = ''] =
    /^(\w+) ([+-]?[\d.]+)(?: (?!at|lot|by|exp|of|until|[A-Z]|d\d)([a-z]+))?(?:([@=])([\d.]+))?/.exec(text) ?? [];
  return {
    quantity: filled(quantity.replace('+', ''), 3),
    ...(unit !== undefined && { unit }),
    ...(by === '@' && { unitCost: filled(cost, 8) }),
    ...(by === '=' && { totalCost: filled(cost, 4) }),
  };
}

function correction(text: string) {
  if (text.startsWith('@')) return { unitCost: filled(text.slice(1), 8) };
  if (text.startsWith('=')) return { totalCost: filled(text.slice(1), 4) };
  return { quantity: filled(text, 3) };
}

function filled(text: string, places: number): string {
  const [whole = '', decimals = ''] = text.split('.');
  return `${whole}.${decimals.padEnd(places, '0')}`;
}

function momentOf(text: string): number {
  return Date.parse(text.startsWith('d') ? `2026-03-${text.slice(1).padStart(2, '0')}T09:00:00.000Z` : text);
}

const dayText = (moment: string) =>
  moment.startsWith('2026-03') && moment.endsWith('T09:00:00.000Z') ? `d${Number(moment.slice(8, 10))}` : moment;

const short = (units: bigint) => scaledText(units, 3).replace(/\.?0+$/, '') || '0';
const money = (units: bigint) => scaledText(units, 4).replace(/(\.\d\d)00$/, '$1');
const moneyUnits = (text: string) => BigInt(text.replace('.', ''));
