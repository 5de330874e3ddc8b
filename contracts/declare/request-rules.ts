import type { FieldError } from '../errors';

type RequestClass = abstract new () => object;

/** A fragment of JSON Schema, as in `field.ts`, which stands above this. */
type Keywords = { readonly [keyword: string]: unknown };

interface RequestRule {
  readonly fault: (request: never) => FieldError | undefined;
  readonly schema: Keywords;
}

const rules = new WeakMap<RequestClass, RequestRule[]>();

/**
 * A rule about several fields of a request at once. It is asked when each of them is right by itself, of values in
 * their one form, and names the field that is wrong. `schema`: the same in JSON Schema's words, as far as those go.
 */
export function RequestRule<Request extends object>(
  fault: (request: Request) => FieldError | undefined,
  schema: Keywords = {},
) {
  return (type: new () => Request): void => {
    rules.set(type, [{ fault, schema }, ...(rules.get(type) ?? [])]);
  };
}

/** What a request that is right field by field does wrong as a whole. */
export function requestFaults(request: object): FieldError[] {
  const own = rules.get(request.constructor as RequestClass) ?? [];
  return own.flatMap(({ fault }) => fault(request as never) ?? []);
}

export function requestRulesSchema(type: RequestClass): Keywords {
  return Object.assign({}, ...(rules.get(type) ?? []).map(({ schema }) => schema)) as Keywords;
}
