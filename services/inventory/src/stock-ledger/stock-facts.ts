import { DomainError, faultAt } from '#contracts/errors';
import type { AdjustStock } from '#contracts/inventory/adjust-stock';
import type { TransactionSource } from '#contracts/inventory/stock-events';
import type { ReserveStock } from '#contracts/inventory/reserve-stock';
import type { UseStock } from '#contracts/inventory/use-stock';
import { employmentFacts } from '#contracts/tenancy/employment-facts';
import { organizationFacts, type OrganizationFacts } from '#contracts/tenancy/organization-facts';
import type { FactsGiven } from '#libs/runtime';
import { item, type Item } from '../item/item';
import { locationsOf, type Location } from '../location/location';
import { stockFreeze } from '../stock-freeze/stock-freeze';
import { stockHistory, type StockHistory, type StockLedger, isValuedBy } from './stock-ledger';
import { mayExpire } from './lots';
import { reaches } from './timeline';

/** The facts from elsewhere for a stock decision, with the revisions that were seen. */
export interface StockFacts {
  readonly item: Item & { readonly revision: number };
  readonly locations: ReadonlyMap<string, Location>;
  /** All locations of the organisation, for a decision about a location with everything in it. */
  readonly places?: ReadonlyMap<string, Location>;
  /** The whole history, for a decision about the past, or about a value after the past was changed. */
  readonly history?: StockHistory;
  /** The last frozen day, null: none; and the freeze's revision, null: there never was one. */
  readonly freeze: { readonly through: string | null; readonly revision: number | null };
  /** Present when the decision needs the date of a moment, as it does while there is a freeze. */
  readonly organization?: Pick<OrganizationFacts, 'timeZone'> & { readonly revision: number };
  /** Of a line that a process posts: a document, an order's receipt, a count. */
  readonly posted?: PostedFor;
}

/** The process that a movement is posted for, and the cost that it has from there. */
export interface PostedFor {
  readonly source: TransactionSource;
  readonly reference: string | null;
  /** The organisation's currency for one of the cost's; null: the same. */
  readonly exchangeRate: string | null;
  readonly allocatedCost: string | null;
  /** The time at which the process took the line: it is effective then, where no time is given, however late it is posted. */
  readonly takenAt: string;
}

export type LedgerGiven = Pick<FactsGiven<StockLedger>, 'context' | 'lookup' | 'state'>;

type StockCommand = { readonly itemId: string; readonly effectiveAt?: string };

/** Looks up the item and the locations that the named fields of a command hold. Unknown ones are `NOT_FOUND`. */
export function stockFacts<Field extends string>(...fields: readonly Field[]) {
  return async (command: StockCommand & { readonly [F in Field]: string }, given: LedgerGiven): Promise<StockFacts> => {
    const { lookup, state: ledger } = given;
    const { tenantId } = given.context;
    const at = command.effectiveAt === undefined ? Infinity : Date.parse(command.effectiveAt);
    const deep = !reaches(ledger.timeline, at) || !isValuedBy(ledger, at) || at < ledger.heldSince;
    const [common, history, { byId }] = await Promise.all([
      commonFacts(command.itemId, given),
      deep ? lookup.state(stockHistory, tenantId, command.itemId) : undefined,
      locationsOf(tenantId, lookup),
    ]);
    const locations = new Map<string, Location>();
    for (const field of fields) {
      const found = byId.get(command[field]);
      if (!found) throw faultAt('NOT_FOUND', `/${field}`, 'is no location here');
      locations.set(command[field], found);
    }
    return { ...common, locations, places: byId, ...(history && { history: history.state }) };
  };
}

/** The facts of every stock decision: the item, the freeze, and while there is one the organisation. */
export async function commonFacts(
  itemId: string,
  given: Pick<LedgerGiven, 'context' | 'lookup'>,
): Promise<Omit<StockFacts, 'locations'>> {
  const { tenantId } = given.context;
  const [details, freeze] = await Promise.all([
    given.lookup.state(item, tenantId, itemId),
    given.lookup.state(stockFreeze, tenantId, tenantId),
  ]);
  if (details.revision === 'none') throw new DomainError('NOT_FOUND', 'There is no such item');
  const { through } = freeze.state;
  const facts = {
    item: { ...details.state, revision: details.revision },
    freeze: { through, revision: freeze.revision === 'none' ? null : freeze.revision },
  };
  return through === null ? facts : withOrganization(facts, given);
}

/**
 * The same, with the organisation's time zone when a lot comes in for the first time and its expiry follows from the
 * item's shelf life. `lotOf`: the lot that the command brings in, if any.
 */
export function incomingStockFacts<Command extends StockCommand & { readonly locationId: string }>(
  lotOf: (command: Command) => { readonly number: string; readonly expiresOn?: string } | undefined,
) {
  const lookUp = stockFacts('locationId');
  return async (command: Command, given: LedgerGiven): Promise<StockFacts> => {
    const facts = await lookUp(command, given);
    const lot = lotOf(command);
    const follows = lot && lot.expiresOn === undefined && facts.item.shelfLifeDays !== null;
    if (!follows || given.state.lots.has(lot.number)) return facts;
    return withOrganization(facts, given);
  };
}

/**
 * The same for an adjustment, which brings a lot in only when it raises the stock. The movement that it corrects is one
 * of the item's own; any other is `NOT_FOUND`, in any organisation.
 */
export async function adjustedStockFacts(command: AdjustStock, given: LedgerGiven): Promise<StockFacts> {
  const { itemId, corrects } = command;
  const { context, lookup } = given;
  const facts = await (command.quantity.startsWith('-') ? decreaseFacts : increaseFacts)(command, given);
  if (corrects === undefined) return facts;
  const { state: history } = await lookup.state(stockHistory, context.tenantId, itemId);
  if (!history.ofMovement.has(corrects)) throw faultAt('NOT_FOUND', '/corrects', 'is no movement of this item');
  return facts;
}

const increaseFacts = incomingStockFacts<AdjustStock>(({ lotNumber }) =>
  lotNumber === undefined ? undefined : { number: lotNumber },
);

/** The same for stock that goes out, with the organisation's time zone when a lot of the item has a last day. */
export function outgoingStockFacts<Field extends string>(...fields: readonly Field[]) {
  const lookUp = stockFacts(...fields);
  return async (command: StockCommand & { readonly [F in Field]: string }, given: LedgerGiven): Promise<StockFacts> =>
    withCalendar(await lookUp(command, given), given);
}

/** The same for a usage; a reservation that the ledger holds no more is in the history. */
export async function usedStockFacts(command: UseStock, given: LedgerGiven): Promise<StockFacts> {
  const facts = await outgoingStockFacts('locationId')(command, given);
  await refuseUnknownEmployee(command, given);
  const { itemId, reservationId } = command;
  if (reservationId === undefined || facts.history || given.state.reservations.has(reservationId)) return facts;
  const { state: history } = await given.lookup.state(stockHistory, given.context.tenantId, itemId);
  return { ...facts, history };
}

/** Also a former employee is one: what they got may be recorded late. @throws DomainError `NOT_FOUND` */
async function refuseUnknownEmployee(
  { employeeId }: UseStock,
  { context: { tenantId }, lookup }: LedgerGiven,
): Promise<void> {
  if (employeeId === undefined) return;
  const { state } = await lookup.state(employmentFacts, tenantId, employeeId);
  if (state.status !== 'known') throw faultAt('NOT_FOUND', '/employeeId', 'is no employee here');
}

/** The same for a reservation, which may name a location. */
export async function reservedStockFacts(command: ReserveStock, given: LedgerGiven): Promise<StockFacts> {
  const { itemId, locationId } = command;
  const { revision } = await given.lookup.state(item, given.context.tenantId, itemId);
  if (revision === 'none') throw faultAt('NOT_FOUND', '/itemId', 'is no item here');
  const facts =
    locationId === undefined
      ? await stockFacts()({ itemId }, given)
      : await stockFacts('locationId')({ itemId, locationId }, given);
  return withCalendar(facts, given);
}

async function withCalendar(facts: StockFacts, given: LedgerGiven): Promise<StockFacts> {
  const isNeeded = facts.item.lotTracked && [...given.state.lots.values()].some(mayExpire);
  return isNeeded ? withOrganization(facts, given) : facts;
}

const decreaseFacts = outgoingStockFacts('locationId');

async function withOrganization<Facts extends object>(
  facts: Facts & Pick<StockFacts, 'organization'>,
  { context: { tenantId }, lookup }: Pick<LedgerGiven, 'context' | 'lookup'>,
): Promise<Facts & Pick<StockFacts, 'organization'>> {
  if (facts.organization) return facts;
  const { state, revision } = await lookup.state(organizationFacts, tenantId, tenantId);
  if (revision === 'none') throw new DomainError('NOT_FOUND', 'There is no such organisation');
  return { ...facts, organization: { timeZone: state.timeZone, revision } };
}

/** A field names something that does not exist. */
export function notFound(field: string, message: string): DomainError {
  return faultAt('NOT_FOUND', `/${field}`, message);
}
