declare const brand: unique symbol;

/** `<category>-<tenant id>.<id>`, e.g. `inventory.item-0190….0191…`. Every stream's name holds its tenant. */
export type StreamName = string & { readonly [brand]: 'StreamName' };

const CATEGORY = /^[a-z][a-z0-9]*([._][a-z0-9]+)*$/;
const PART = /^[A-Za-z0-9_-]{1,128}$/;

/**
 * Names a stream. `category` is `<service>.<aggregate>` in lower case, with `_` inside words and without a dash
 * (EventStoreDB ends a category at the first dash). `tenantId` and `id` are UUIDs, or base64url text for hashed names.
 */
export function streamName(category: string, tenantId: string, id: string): StreamName {
  if (!CATEGORY.test(category)) throw new TypeError(`not a stream category: ${category}`);
  if (!PART.test(tenantId) || !PART.test(id)) throw new TypeError(`not a stream id in category ${category}`);
  return `${category}-${tenantId}.${id}` as StreamName;
}

/** The parts of a name made by `streamName`; undefined for a stream that is not ours. */
export function streamParts(
  name: string,
): { readonly category: string; readonly tenantId: string; readonly id: string } | undefined {
  const dash = name.indexOf('-');
  const dot = name.indexOf('.', dash + 1);
  if (dash < 1 || dot < 0) return undefined;
  return { category: name.slice(0, dash), tenantId: name.slice(dash + 1, dot), id: name.slice(dot + 1) };
}
