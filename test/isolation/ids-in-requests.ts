import { allContracts } from '#contracts/catalogue';
import { permissionsFor } from '#contracts/declare/access';
import type { Contract, Route } from '#contracts/declare/contract';
import { exampleOf, fieldsOf, type FieldKind, type FieldedClass } from '#contracts/declare/field';
import { permissionsOf } from '#contracts/permissions';

/**
 * Every field in which a request can hold an id, from the contracts: a new contract is tried too. Ids are found by the
 * names of their fields.
 */

export type Routed = Contract & { readonly route: Route };

/** By the fields of one service's contracts. */
export type Ids = Readonly<Record<string, string>>;

export const routed = allContracts().filter((contract): contract is Routed => contract.route !== undefined);
const admins = permissionsOf(['admin']);
/** Whether an organisation's administrator may send it. */
export const isAllowed = ({ permission }: Routed) =>
  permission === 'public' || permission === 'self' || permissionsFor(permission).some((each) => admins.has(each));

/** Ids that refer to nothing here: names in another system. */
const ELSEWHERE: ReadonlySet<string> = new Set(['externalId', 'clientId']);

function isId(name: string, kind: FieldKind): boolean {
  if (ELSEWHERE.has(name)) return false;
  return name.endsWith('Id') || kind.schema({ use: 'request', nested: () => ({}) })['format'] === 'uuid';
}

/** The ids of a request, as the steps of a JSON pointer. */
function idsIn(type: FieldedClass, above: readonly string[] = []): (readonly string[])[] {
  return fieldsOf(type).flatMap(({ name, kind }) => {
    const path = [...above, name, ...(kind.element ? ['0'] : [])];
    const each = kind.element ?? kind;
    if (each.nested) return idsIn(each.nested(), path);
    return isId(name, each) ? [path] : [];
  });
}

export function idOf(ids: Ids, field: string): string {
  const id = ids[field];
  if (id === undefined) throw new Error(`no isolation fixture gives a ${field}: it cannot be tried`);
  return id;
}

/** The names of all fields that want an id, and of the path's parameters. */
export function fieldNamesIn({ type, route }: Routed): readonly string[] {
  return [...new Set([...route.pathParameters, ...idsIn(type).map(fieldAt)])];
}

export const titleOf = ({ route }: Routed): string => `${route.method} ${route.path}`;

export const filledPath = ({ route }: Routed, ids: Ids): string =>
  route.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => idOf(ids, name));

/** A field of a body, as the steps of a JSON pointer, and its id. */
export interface Placed {
  readonly path: readonly string[];
  readonly id: string;
}

/** Sets the ids of a body that are required or in its example, also of the objects in it. */
function fill(type: FieldedClass, body: Record<string, unknown>, own: Ids, without: readonly string[] = []): void {
  for (const { name, kind, optional } of fieldsOf(type)) {
    const { nested, element } = kind;
    if ((optional && body[name] === undefined) || without.includes(name)) continue;
    if (nested) fill(nested(), body[name] as Record<string, unknown>, own);
    else if (element?.nested) {
      for (const each of body[name] as Record<string, unknown>[]) fill(element.nested(), each, own);
    } else if (isId(name, kind)) body[name] = idOf(own, name);
    else if (element && isId(name, element)) body[name] = [idOf(own, name)];
  }
}

/** The contract's example with existing ids, and optionally one more. */
export function bodyOf({ type, route }: Routed, own: Ids, placed?: Placed): object {
  const body = exampleOf(type, 'request', route.pathParameters);
  const listed = fieldsOf(type).find(({ name }) => name === placed?.path[0]);
  const { element, nested } = listed?.kind ?? {};
  if (listed && nested) body[listed.name] ??= exampleOf(nested(), 'request');
  if (listed && element) body[listed.name] ??= element.nested ? [exampleOf(element.nested(), 'request')] : [];
  fill(type, body, own, route.pathParameters);
  if (placed) {
    // An optional list may be absent of the example.
    const holder = placed.path.slice(0, -1).reduce<unknown>((at, step) => ((at as Record<string, unknown>)[step] ??= []), body); // prettier-ignore
    (holder as Record<string, unknown>)[placed.path.at(-1) as string] = placed.id;
  }
  return body;
}

/** The name of the field at the end of a path, also where it is a list. */
export const fieldAt = (path: readonly string[]): string => path.findLast((step) => /\D/.test(step)) as string;

export const inPaths = routed
  // The body of a form is read first: tasks.e2e.spec.ts asks with one.
  .filter(({ upload }) => !upload)
  .filter(({ type, route }) =>
    fieldsOf(type).some(({ name, kind }) => route.pathParameters.includes(name) && isId(name, kind)),
  );
export const inBodies = routed
  // A form names no stored file: the gateway does.
  .filter((contract) => contract.kind === 'command' && !contract.upload && isAllowed(contract))
  // The administrators of these tests have passwords of their organisation, which open no other.
  .filter(({ name }) => name !== 'SwitchOrganization')
  // A line is approved once, by somebody who did not count it: posting.int.spec.ts.
  .filter(({ name }) => name !== 'ApproveCount')
  .flatMap((contract) => {
    const own = idsIn(contract.type).filter(([first]) => !contract.route.pathParameters.includes(first as string));
    return own.map((path) => ({ contract, path }));
  });
/** Only time makes alerts: of periods that were over after their target was set. Their own specs read those of others. */
const hasExamples = ({ name }: Routed) => name !== 'ListKpiAlerts';
export const inQueries = routed
  .filter((contract) => contract.kind === 'query' && isAllowed(contract) && hasExamples(contract))
  .flatMap((contract) =>
    fieldsOf(contract.type)
      .filter(({ name, kind }) => isId(name, kind) && !contract.route.pathParameters.includes(name))
      .flatMap(({ name }) => (contract.asOf ? [false, true] : [false]).map((asOf) => ({ contract, name, asOf }))),
  );
export const lists = routed
  .filter(({ list }) => list && !list.tableOnly)
  .filter(isAllowed)
  .filter(hasExamples);
