import type { FieldError } from '../errors';

type RequestClass = abstract new () => object;

/** A fragment of JSON Schema, as in `field.ts`, which imports this file. */
type Keywords = { readonly [keyword: string]: unknown };

interface RequestRule {
  readonly fault: (request: never) => FieldError | undefined;
  readonly schema: Keywords;
}

const rules = new WeakMap<RequestClass, RequestRule[]>();

/**
 * A rule about several fields of a request at once. It runs when each of them is valid by itself, on normalised values,
 * and names the faulty field. `schema`: the same in JSON Schema, as far as that can express it.
 */
export function RequestRule<Request extends object>(
  fault: (request: Request) => FieldError | undefined,
  schema: Keywords = {},
) {
  return (type: new () => Request): void => {
    rules.set(type, [{ fault, schema }, ...(rules.get(type) ?? [])]);
  };
}

/** The faults, as a whole, of a request whose fields are valid. */
export function requestFaults(request: object): FieldError[] {
  const own = rules.get(request.constructor as RequestClass) ?? [];
  return own.flatMap(({ fault }) => fault(request as never) ?? []);
}

/** Those of the rules that no schema expresses, for an instance whose fields are valid. */
export function undescribedFaults(type: RequestClass, request: object): FieldError[] {
  const undescribed = (rules.get(type) ?? []).filter(({ schema }) => Object.keys(schema).length === 0);
  return undescribed.flatMap(({ fault }) => fault(request as never) ?? []);
}

export function requestRulesSchema(type: RequestClass): Keywords {
  return Object.assign({}, ...(rules.get(type) ?? []).map(({ schema }) => schema)) as Keywords;
}
