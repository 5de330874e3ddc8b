import type { AmendPurchaseReceipt } from '#contracts/inventory/amend-purchase-receipt';
import type { ChangePurchaseOrder } from '#contracts/inventory/change-purchase-order';
import type { CreatePurchaseOrder } from '#contracts/inventory/create-purchase-order';
import type { ReceivePurchaseOrder } from '#contracts/inventory/receive-purchase-order';
import { organizationFacts } from '#contracts/tenancy/organization-facts';
import { newIdOf, type Decide, type Given, type Lookup } from '#libs/event-sourcing';
import { decidingActor, type CommandContext } from '#libs/identity';
import type { FactsGiven } from '#libs/runtime';
import { namedItems } from '../item/named-items';
import { refusalOf } from '../posting/try-postings.provider';
import { createPurchaseOrder, type NewOrderFacts } from './create-purchase-order';
import { orderNumbers, takeOrderNumber } from './order-number';
import { supplierNamed } from './order-supplier.provider';
import type { OrderFacts } from './order-terms';
import type { PurchaseOrder, PurchaseOrderEvent } from './purchase-order';
import { receiptOf, type ReceiptFacts } from './receive-purchase-order';
import { receiptPostings } from './receipt-posting';
import type { AmendedFacts } from './settle-purchase-receipt';

type OrderGiven = FactsGiven<PurchaseOrder>;

/** Stands for the number of an order that is only tried. */
const NOT_TAKEN = '';

export async function newOrderFacts(command: CreatePurchaseOrder, given: OrderGiven): Promise<NewOrderFacts> {
  const known = await draftFacts(command, given, (index) => `/lines/${index}/itemId`);
  return withNumber(command, known, { given, decide: createPurchaseOrder });
}

/** The facts of a draft but its number. `pointer`: to an item that the command names. */
export async function draftFacts(
  command: { readonly supplier: string; readonly lines: readonly { readonly itemId: string }[] },
  given: OrderGiven,
  pointer: (index: number) => string,
): Promise<Omit<NewOrderFacts, 'number'>> {
  const { context, lookup } = given;
  const [items, baseCurrency, supplier] = await Promise.all([
    namedItems(idsIn(command.lines), pointer, context.tenantId, lookup),
    currencyOf(context, lookup),
    supplierNamed(command.supplier, given),
  ]);
  return { items, baseCurrency, supplier };
}

/** The number is taken when nothing refuses the order any more: a refused command leaves nothing in the log. */
export async function withNumber<Command, Facts extends Omit<NewOrderFacts, 'number'>>(
  command: Command,
  facts: Facts,
  drafting: {
    readonly given: OrderGiven;
    readonly decide: Decide<Command, PurchaseOrder, PurchaseOrderEvent, Facts & { readonly number: string }>;
  },
): Promise<Facts & { readonly number: string }> {
  const { context, parts, state } = drafting.given;
  drafting.decide(command, state, { ...decidingGiven(context), facts: { ...facts, number: NOT_TAKEN } });
  const { result: number } = await parts.commands.handle({
    aggregate: orderNumbers,
    id: context.tenantId,
    command: { organizationId: context.tenantId },
    context: { ...context, commandId: newIdOf(context.commandId, 'number') },
    decide: takeOrderNumber,
    answer: (_, { events: [taken] }) => taken?.data.number ?? '',
  });
  return { ...facts, number };
}

export async function changedOrderFacts(command: ChangePurchaseOrder, given: OrderGiven): Promise<OrderFacts> {
  const { context, lookup } = given;
  const [items, baseCurrency, supplier] = await Promise.all([
    namedItems(idsIn(command.lines ?? []), (index) => `/lines/${index}/itemId`, context.tenantId, lookup),
    currencyOf(context, lookup),
    command.supplier === undefined ? undefined : supplierNamed(command.supplier, given),
  ]);
  return { items, baseCurrency, ...(supplier && { supplier }) };
}

/** The order's own rules come first, then what each item would refuse. */
export async function receiptFacts(
  command: ReceivePurchaseOrder,
  { context, lookup, state: order }: OrderGiven,
): Promise<ReceiptFacts> {
  const ordered = new Map(order.lines.map((line) => [line.lineId, line.itemId]));
  const named = command.lines.flatMap(({ lineId }) => ordered.get(lineId) ?? []);
  const [items, baseCurrency] = await Promise.all([
    namedItems(named, (index) => `/lines/${index}`, context.tenantId, lookup),
    currencyOf(context, lookup),
  ]);
  const known = { items, baseCurrency };
  const receipt = receiptOf(command, order, { ...decidingGiven(context), facts: known });
  return { ...known, refusal: await refusalOf(receiptPostings(order, receipt, context.now), context, lookup) };
}

/** Of the line of the receipt that became the transaction, or was corrected into it, also where that was long ago. */
export function amendedFacts({ reversed }: AmendPurchaseReceipt, { state }: OrderGiven): Promise<AmendedFacts> {
  const lines = state.receipts.flatMap((receipt) => receipt.lines);
  const found = lines.find(
    ({ postingId, amendedBy }) => amendedBy.includes(reversed) || newIdOf(postingId, 'transaction') === reversed,
  );
  return Promise.resolve({ postingId: found?.postingId });
}

function decidingGiven({ tenantId, actor, now, commandId }: CommandContext): Omit<Given, 'facts'> {
  return { tenantId, actor: decidingActor(actor), now, newId: (name) => newIdOf(commandId, name) };
}

async function currencyOf({ tenantId }: CommandContext, lookup: Lookup): Promise<string> {
  return (await lookup.state(organizationFacts, tenantId, tenantId)).state.currency;
}

const idsIn = (lines: readonly { readonly itemId: string }[]) => lines.map(({ itemId }) => itemId);
