/** The values of a thing before a batch's first change of it and after its last. Null: the thing was not there. */
export interface BatchChange<Value> {
  readonly batchId: string;
  readonly before: Value | null;
  readonly after: Value | null;
}

/** How a thing stands, with what batches did to it. */
export interface EditedThing<Value> {
  /** Null: it was removed. */
  readonly value: Value | null;
  /** The batch of the last event about it; null: it was a single one. */
  readonly batchId: string | null;
  readonly changes: readonly BatchChange<Value>[];
}

/** The thing after an event about it. */
export function editedThing<Value>(
  former: EditedThing<Value> | undefined,
  { batchId, value }: Pick<EditedThing<Value>, 'batchId' | 'value'>,
): EditedThing<Value> {
  const { changes = NONE } = former ?? {};
  if (batchId === null) return { value, batchId, changes };
  const earlier = changeBy(former, batchId);
  const before = earlier ? earlier.before : (former?.value ?? null);
  const others = earlier ? changes.filter((each) => each !== earlier) : changes;
  return { value, batchId, changes: [...others, { batchId, before, after: value }] };
}

/** The same for every thing that no batch has changed. */
const NONE: readonly never[] = [];

export function changeBy<Value>(
  thing: EditedThing<Value> | undefined,
  batchId: string,
): BatchChange<Value> | undefined {
  return thing?.changes.findLast((change) => change.batchId === batchId);
}
