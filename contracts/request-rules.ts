import type { FieldError } from './errors';
import type { FieldedClass, JsonSchema } from './field';

interface RequestRule {
  readonly fault: (request: never) => FieldError | undefined;
  readonly schema: JsonSchema;
}

const rules = new WeakMap<FieldedClass, RequestRule[]>();

/**
 * A rule about several fields of a request at once. It is asked when each of them is right by itself, of values in
 * their one form, and names the field that is wrong. `schema`: the same in JSON Schema's words, as far as those go.
 */
export function RequestRule<Request extends object>(
  fault: (request: Request) => FieldError | undefined,
  schema: JsonSchema = {},
) {
  return (type: new () => Request): void => {
    rules.set(type, [{ fault, schema }, ...(rules.get(type) ?? [])]);
  };
}

/** What a request that is right field by field does wrong as a whole. */
export function requestFaults(request: object): FieldError[] {
  const own = rules.get(request.constructor as FieldedClass) ?? [];
  return own.flatMap(({ fault }) => fault(request as never) ?? []);
}

export function requestRulesSchema(type: FieldedClass): JsonSchema {
  return Object.assign({}, ...(rules.get(type) ?? []).map(({ schema }) => schema)) as JsonSchema;
}
