import { DomainError, faultAt, refuse } from '#contracts/errors';
import type { CorrectProduction } from '#contracts/kpi/correct-production';
import type { ProductionOutput } from '#contracts/kpi/production-events';
import type { ChangedOutput } from '#contracts/kpi/production-fields';
import type { RecordProduction } from '#contracts/kpi/record-production';
import { QUANTITY_PLACES, quantityText, quantityUnits } from '#contracts/values/amounts';
import { refuseAhead, type EntryFacts } from './day-rules';

type ChangeFacts = Pick<EntryFacts, 'shift' | 'shifts' | 'unitsPerPack'>;
type OutputFacts = ChangeFacts & Pick<EntryFacts, 'date' | 'latestDate'>;

/** The output that a new entry states. @throws DomainError */
export function statedOutput(command: RecordProduction, facts: OutputFacts): ProductionOutput {
  const { from = null, to = null, product, order = null, people = null, hours = null } = command;
  refuseAhead(facts, from === null ? '/date' : '/from');
  refuseOtherShift(facts);
  const inUnits = unitsOf(command, facts);
  const [good, rework, scrap] = [command.good, command.rework ?? NONE, command.scrap ?? NONE].map(inUnits) as Three;
  const output = { shift: facts.shift, from, to, product, good, rework, scrap, order, people, hours };
  refuseOtherSum(output, command.produced, inUnits);
  return output;
}

/** The output after a correction: an absent field stays, null removes. @throws DomainError */
export function correctedOutput(
  command: Omit<CorrectProduction, 'entryId'>,
  former: ProductionOutput,
  facts: ChangeFacts,
): ProductionOutput {
  refuseOtherTime(command, former);
  if (command.shift !== undefined && facts.shift !== former.shift) refuseOtherShift(facts);
  const inUnits = unitsOf(command, facts);
  const quantity = (name: 'good' | 'rework' | 'scrap') => {
    const stated = command[name];
    return stated === undefined ? former[name] : inUnits(stated);
  };
  const output: ProductionOutput = {
    shift: command.shift === undefined ? former.shift : facts.shift,
    from: command.from ?? former.from,
    to: command.to === undefined ? former.to : command.to,
    product: command.product ?? former.product,
    good: quantity('good'),
    rework: quantity('rework'),
    scrap: quantity('scrap'),
    order: command.order === undefined ? former.order : command.order,
    people: command.people === undefined ? former.people : command.people,
    hours: command.hours === undefined ? former.hours : command.hours,
  };
  if (output.from !== null && output.to !== null && output.to <= output.from) {
    throw faultAt(
      'VALIDATION_FAILED',
      command.to === undefined ? '/from' : '/to',
      'must leave the end after the start',
      'RANGE',
    );
  }
  refuseOtherSum(output, command.produced, inUnits);
  return output;
}

const FIELDS = ['shift', 'from', 'to', 'product', 'good', 'rework', 'scrap', 'order', 'people', 'hours'] as const;

export function isSameOutput(one: ProductionOutput, other: ProductionOutput): boolean {
  return FIELDS.every((field) => one[field] === other[field]);
}

type Three = [string, string, string];
const NONE = '0.000';

/** A shift's entry has no run, and a run's entry no shift. */
function refuseOtherTime(command: ChangedOutput, { from }: ProductionOutput): void {
  const misplaced = (from === null ? (['from', 'to'] as const) : (['shift'] as const)).find(
    (name) => command[name] !== undefined,
  );
  if (!misplaced) return;
  const kind = from === null ? 'shift' : 'run';
  throw faultAt('VALIDATION_FAILED', `/${misplaced}`, `must be absent: the entry is told for a ${kind}`, 'CHOICE');
}

/** On a date with shifts an entry is of one of them. */
function refuseOtherShift({ shift, shifts }: ChangeFacts): void {
  if (shift === null || shifts.length === 0 || shifts.includes(shift)) return;
  throw faultAt('VALIDATION_FAILED', '/shift', `must be a shift of that date: ${shifts.join(', ')}`, 'CHOICE');
}

/** Quantities in packs become units, exactly. */
function unitsOf(
  { unit }: Pick<ChangedOutput, 'unit'>,
  { unitsPerPack }: Pick<ChangeFacts, 'unitsPerPack'>,
): (stated: string) => string {
  if (unit !== 'pack') return (stated) => stated;
  if (unitsPerPack === null) {
    throw faultAt(
      'VALIDATION_FAILED',
      '/unit',
      'is pack, and the product has no units per pack on that date',
      'CHOICE',
    );
  }
  return (stated) => {
    const scaled = quantityUnits(stated) * quantityUnits(unitsPerPack);
    if (scaled % PLACE !== 0n) refuse('UNIT_NOT_EXACT', { unitsPerPack });
    return quantityText(scaled / PLACE);
  };
}

const PLACE = 10n ** BigInt(QUANTITY_PLACES);

function refuseOtherSum(
  { good, rework, scrap }: ProductionOutput,
  produced: string | undefined,
  inUnits: (stated: string) => string,
): void {
  if (produced === undefined) return;
  const sum = quantityUnits(good) + quantityUnits(rework) + quantityUnits(scrap);
  if (quantityUnits(inUnits(produced)) === sum) return;
  const message = `is not the sum of good, rework and scrap, which is ${quantityText(sum)}`;
  const field = { pointer: '/produced', code: 'QUANTITIES_DIFFER', message };
  throw new DomainError('QUANTITIES_DIFFER', undefined, { produced: quantityText(sum) }, [field]);
}
