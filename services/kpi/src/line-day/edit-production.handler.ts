import { event } from '#contracts/declare/event';
import { DomainError, faultAt } from '#contracts/errors';
import type { EditProduction, EditResult, ProductionBatch, ProductionEdit } from '#contracts/kpi/edit-production';
import { ProductionBatchMade, type BatchDay } from '#contracts/kpi/production-batch-events';
import type { Given, Group, GroupOutcome } from '#libs/event-sourcing';
import { newIdOf } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import type { Outcome, ServiceParts } from '#libs/runtime';
import { editRefused } from '../edits/edit-outcome';
import { refuseMissingLines } from '../line/line-rules';
import { linesOf } from '../line/line';
import { businessDateOf, type ZonedPlan } from './business-date';
import { entryFacts, entrySetup, lineDayIdOf, withProduct, zonedPlanOf, type DayGiven } from './day-facts.provider';
import type { EntryFacts } from './day-rules';
import { editProduction, newEntry, taken, type DayEdits } from './edit-production';
import { lineDay, type LineDay, type LineDayEvent } from './line-day';
import { daysOfEntries } from './line-day.query';
import { productionBatch } from './production-batch';

type Placed = DayEdits['edits'][number];
export type DayGroup<Command, Facts> = Group<Command, LineDay, LineDayEvent, Facts, readonly LineDayEvent[]>;

/** Of a batch; what they ask of the log is joined. */
export const DAYS_AT_ONCE = 32;

/** Each line's day is decided by itself. A repetition answers the recorded outcomes. */
export async function editProductionEntries(
  { edits }: EditProduction,
  context: CommandContext,
  parts: ServiceParts,
): Promise<Outcome<ProductionBatch>> {
  const batchId = newIdOf(context.commandId, 'production-batch');
  const known = await recordedBatch(batchId, context, parts);
  if (known) return known;
  refuseMissingLines(await linesOf(context.tenantId, parts.commands), edits);
  const results: EditResult[] = [];
  const days = await editsByDay(edits, results, context, parts);
  const groups = [...days].map(([id, day]) => groupOf({ id, batchId, day, results }));
  const handling = { context, service: parts.service, groups, concurrency: DAYS_AT_ONCE };
  const { outcomes } = await parts.commands.handleEach(handling);
  for (const [n, { edits: placed }] of [...days.values()].entries()) fill(results, placed, outcomes[n]);
  return recordBatch({ batchId, undoes: null, days: [...days.values()], results }, context, parts);
}

interface DayOfEdits extends BatchDay {
  readonly edits: Placed[];
}

/** Edits that name no day are refused at once. @throws DomainError `NOT_FOUND` for an entry that never was */
async function editsByDay(
  edits: readonly ProductionEdit[],
  results: EditResult[],
  context: CommandContext,
  parts: ServiceParts,
): Promise<ReadonlyMap<string, DayOfEdits>> {
  const named = edits.map(({ op, id }) => (op === 'create' || id === undefined ? {} : { id }));
  const known = await daysOfEntries(named, context.tenantId, parts);
  const days = new Map<string, DayOfEdits>();
  const plans = new Map<string, Promise<ZonedPlan>>();
  const planOf = (lineId: string) => {
    const plan = plans.get(lineId) ?? zonedPlanOf(lineId, context.tenantId, parts.commands);
    plans.set(lineId, plan);
    return plan;
  };
  for (const [at, edit] of edits.entries()) {
    try {
      const { lineId, date } = known[at] ?? (await dayOfNew(edit, planOf));
      const id = lineDayIdOf(lineId, date);
      const day = days.get(id) ?? { lineId, date, edits: [] };
      day.edits.push({ at, edit });
      days.set(id, day);
    } catch (error) {
      results[at] = editRefused(error, edit.id ?? null);
    }
  }
  return days;
}

async function dayOfNew(edit: ProductionEdit, planOf: (lineId: string) => Promise<ZonedPlan>): Promise<BatchDay> {
  if (edit.op !== 'create') throw faultAt('VALIDATION_FAILED', '/id', 'is required', 'REQUIRED');
  const { lineId, date = '', from } = newEntry(edit);
  if (from === undefined) return { lineId, date };
  return { lineId, date: businessDateOf(from, await planOf(lineId)) };
}

function groupOf({
  id,
  batchId,
  day: named,
  results,
}: {
  readonly id: string;
  readonly batchId: string;
  readonly day: DayOfEdits;
  readonly results: EditResult[];
}): DayGroup<DayEdits & BatchDay, ReadonlyMap<number, EntryFacts>> {
  return {
    aggregate: lineDay,
    id,
    command: { batchId, ...named },
    facts: (command, context, lookup, state) => factsOf(command, { id, context, lookup, state }),
    decide: (command, day, given: Given<ReadonlyMap<number, EntryFacts>>) => {
      const decided = editProduction(command, day, given);
      for (const [at, result] of decided.results) results[at] = result;
      return decided.events;
    },
    answer: (_, { events }) => events,
  };
}

/** The results of a day that was refused as a whole, or decided before the request was cut off. */
function fill(
  results: EditResult[],
  placed: readonly Placed[],
  outcome: GroupOutcome<readonly LineDayEvent[]> | undefined,
): void {
  const events = outcome && 'result' in outcome ? [...outcome.result] : [];
  for (const { at, edit } of placed) {
    if (results[at]) continue;
    const id = edit.id ?? null;
    if (outcome && 'refusal' in outcome) {
      results[at] = editRefused(outcome.refusal, id);
      continue;
    }
    const made = events.find(({ type, data }) =>
      id === null ? type === 'ProductionRecorded' : 'entryId' in data && data.entryId === id,
    );
    if (made) events.splice(events.indexOf(made), 1);
    results[at] = taken(made ? [made] : [], id);
  }
}

/** By the place of the edit: the setup is looked up once. */
async function factsOf(
  { edits, lineId, date }: DayEdits & BatchDay,
  given: DayGiven,
): Promise<ReadonlyMap<number, EntryFacts>> {
  const setup = await entrySetup(lineId, given);
  const facts = new Map<number, EntryFacts>();
  for (const { at, edit } of edits) {
    const { id: entryId = '', ...said } = edit;
    const found = entryFacts(withProduct({ entryId, ...said }, given.state), date, setup);
    // The calendar has changed since the day was chosen.
    if (edit.op === 'create' && found.date !== date) throw new DomainError('SERVICE_UNAVAILABLE');
    facts.set(at, found);
  }
  return facts;
}

/** The batch as it was made before; undefined for a new one. */
export async function recordedBatch(
  batchId: string,
  context: CommandContext,
  { commands }: Pick<ServiceParts, 'commands'>,
): Promise<Outcome<ProductionBatch> | undefined> {
  const { state } = await commands.state(productionBatch, context.tenantId, batchId);
  if (state.status === 'absent') return undefined;
  // Sent again, the last step has the position of the first time.
  const { position } = await commands.handle({ ...lastStep(batchId, context), command: { batchId }, decide: () => [] });
  const results = state.results.map((each) => ({ ...each, current: null, left: null }));
  return { answer: { batchId, results }, position };
}

function lastStep(id: string, context: CommandContext) {
  const commandId = newIdOf(context.commandId, 'made');
  return { aggregate: productionBatch, id, context: { ...context, commandId }, answer: () => undefined };
}

/** The last step: a batch that was cut off before it is decided again, on what its days hold of it. */
export async function recordBatch(
  { results, ...made }: Omit<ProductionBatchMade, 'results'> & { readonly results: readonly EditResult[] },
  context: CommandContext,
  { commands }: Pick<ServiceParts, 'commands'>,
): Promise<Outcome<ProductionBatch>> {
  const { batchId } = made;
  const days = made.days.map(({ lineId, date }) => ({ lineId, date }));
  const recorded = results.map(({ id, outcome, code, message }) => ({ id, outcome, code, message }));
  const { position } = await commands.handle({
    ...lastStep(batchId, context),
    command: { ...made, days, results: recorded },
    decide: (command, { status }) => (status === 'made' ? [] : [event(ProductionBatchMade, command)]),
  });
  return { answer: { batchId, results }, position };
}
