import type { FastifyRequest } from 'fastify';
import type { Contract } from '#contracts/declare/contract';
import { DomainError, type FieldError } from '#contracts/errors';
import { fieldsOf, type Field } from '#contracts/declare/fields';
import { invalid, parse } from '#contracts/declare/validation';
import { TableBody } from './json-body';

type Values = Readonly<Record<string, unknown>>;
type Read = (request: Pick<FastifyRequest, 'params' | 'query' | 'body'>) => object;

/**
 * Assembles the payload of a contract from a request: path parameters by name, then the query of a query or the body of
 * a command.
 *
 * The function throws `VALIDATION_FAILED`, with a pointer into the body, or `?name` for a query parameter; `NOT_FOUND`
 * when only a path parameter is wrong, since it then names nothing.
 */
export function payloadReader(contract: Contract): Read {
  const inPath = new Set(contract.route?.pathParameters);
  const read = contract.kind === 'query' ? queryReader(contract, inPath) : bodyReader(contract, inPath);
  return (request) => {
    const faults: FieldError[] = [];
    const values = read(request, faults);
    try {
      const payload = parse(contract.type, values);
      if (faults.length === 0) return payload;
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'VALIDATION_FAILED') throw error;
      faults.push(...error.fields);
    }
    throw refusal(contract, inPath, faults);
  };
}

function refusal(contract: Contract, inPath: ReadonlySet<string>, faults: readonly FieldError[]): DomainError {
  const elsewhere = faults.filter(({ pointer, code }) => code === 'UNKNOWN' || !inPath.has(pointer.slice(1)));
  if (elsewhere.length === 0) return new DomainError('NOT_FOUND');
  const isQuery = contract.kind === 'query';
  return invalid(
    elsewhere.map((fault) => (isQuery ? { ...fault, pointer: fault.pointer.replace(/^\//, '?') } : fault)),
  );
}

type Gather = (request: Parameters<Read>[0], faults: FieldError[]) => unknown;

function queryReader(contract: Contract, inPath: ReadonlySet<string>): Gather {
  const fields = new Map(fieldsOf(contract.type).map((field) => [field.name, field]));
  const inPathOf = pathReader(contract, inPath);
  const isNone = (name: string) => inPath.has(name) || fields.get(name)?.internal === true;
  return ({ params, query }, faults) => {
    const values: Record<string, unknown> = { ...inPathOf(params) };
    for (const [name, text] of Object.entries(query as Values)) {
      const field = fields.get(name);
      if (isNone(name)) faults.push(unknown(name));
      else if (Array.isArray(text) && field && !field.kind.element) {
        faults.push({ pointer: `/${name}`, code: 'REPEATED', message: 'was given more than once' });
        define(values, name, readText(field, text[0]));
      } else define(values, name, readText(field, text));
    }
    return values;
  };
}

/** Reads path parameters: text, or as their fields read it, such as the number of a line. */
function pathReader({ type }: Contract, inPath: ReadonlySet<string>): (params: unknown) => Values {
  const fields = fieldsOf(type).filter(({ name, kind }) => inPath.has(name) && kind.fromText);
  if (fields.length === 0) return (params) => params as Values;
  return (params) => {
    const values = params as Values;
    return {
      ...values,
      ...Object.fromEntries(fields.map((field) => [field.name, readText(field, values[field.name])])),
    };
  };
}

/** A parameter that is repeated is a list. */
export function readText(field: Field | undefined, text: unknown): unknown {
  if (!field) return text;
  const { kind } = field;
  const read = kind.element?.fromText ?? kind.fromText;
  const one = (each: unknown) => (typeof each === 'string' && read ? read(each) : each);
  if (Array.isArray(text)) return text.map(one);
  return kind.element ? [one(text)] : one(text);
}

/** No body counts as an object without fields; any other value that is no object is left to validation. */
function bodyReader(contract: Contract, inPath: ReadonlySet<string>): Gather {
  const { type, table = '' } = contract;
  const inPathOf = pathReader(contract, inPath);
  const internal = fieldsOf(type).flatMap((field) => (field.internal ? [field.name] : []));
  const elsewhere = [...inPath, ...internal];
  return ({ params, query, body }, faults) => {
    for (const name of Object.keys(query as Values))
      faults.push({ ...unknown(name), pointer: `?${name.slice(0, 64)}` });
    if (body === undefined) return inPathOf(params);
    if (body instanceof TableBody) return { [table]: body.text, ...inPathOf(params) };
    if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
    for (const name of elsewhere) if (Object.hasOwn(body, name)) faults.push(unknown(name));
    return { ...body, ...inPathOf(params) };
  };
}

function unknown(name: string): FieldError {
  return { pointer: `/${name.slice(0, 64)}`, code: 'UNKNOWN', message: 'is not a field of this request' };
}

/** As an own property, whatever its name is. */
function define(values: Record<string, unknown>, name: string, value: unknown): void {
  Object.defineProperty(values, name, { value, enumerable: true, configurable: true, writable: true });
}
