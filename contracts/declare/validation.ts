import { validateSync } from 'class-validator';
import type { ValidationError } from 'class-validator';
import { satisfiesRules } from './compiled-rules';
import type { ContractClass } from './contract';
import { DomainError } from '../errors';
import type { FieldError } from '../errors';
import { fieldsOf } from './field';
import type { Field, FieldKind, FieldedClass } from './field';
import { requestFaults } from './request-rules';

/** The most faults that one refusal lists. */
const MAX_FAULTS = 100;

interface Shape {
  readonly fields: readonly Field[];
  readonly names: ReadonlySet<string>;
  /** A field holds objects, whose own fields are checked too. */
  readonly deep: boolean;
}

const shapes = new WeakMap<FieldedClass, Shape>();

function shapeOf(type: FieldedClass): Shape {
  let shape = shapes.get(type);
  if (!shape) {
    const fields = fieldsOf(type);
    const deep = fields.some(({ kind }) => kind.nested ?? kind.element?.nested);
    shapes.set(type, (shape = { fields, names: new Set(fields.map((field) => field.name)), deep }));
  }
  return shape;
}

/**
 * Reads untrusted input as a contract: exactly the declared fields, each within its rules, with normalised values
 * (decimals as text with all places, instants with milliseconds, UUIDs in lower case). The input is not changed.
 *
 * @throws DomainError `VALIDATION_FAILED` with every fault (at most 100) and its JSON pointer (RFC 6901)
 */
export function parse<T extends object>(type: ContractClass<T>, input: unknown): T {
  const faults: FieldError[] = [];
  const instance = read(type, input, '', faults);
  if (instance && !satisfiesRules(instance)) {
    for (const error of validateSync(instance, OPTIONS)) collect(error, shapeOf(type), '', faults);
  }
  if (faults.length > 0) throw invalid(faults);
  normalise(shapeOf(type), instance as Record<string, unknown>);
  const together = requestFaults(instance as T);
  if (together.length > 0) throw invalid(together);
  return instance as T;
}

/** The refusal of a request for its fields. */
export function invalid(faults: readonly FieldError[]): DomainError {
  const [first] = faults;
  const message = first && `${first.pointer === '' ? 'The body' : first.pointer} ${first.message}`;
  return new DomainError('VALIDATION_FAILED', message, {}, faults.slice(0, MAX_FAULTS));
}

const OPTIONS = {
  stopAtFirstError: true,
  forbidUnknownValues: false,
  validationError: { target: false, value: true },
} as const;

/** A key as one step of a JSON pointer. */
function pointerStep(key: string | number): string {
  return `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An instance with the input's own values, nested classes too; an undeclared field is a fault, never copied. */
function read(type: FieldedClass, input: unknown, at: string, faults: FieldError[]): object | undefined {
  if (!isRecord(input)) {
    faults.push({ pointer: at, code: 'TYPE', message: 'must be an object' });
    return undefined;
  }
  const shape = shapeOf(type);
  for (const key of Object.keys(input)) {
    if (shape.names.has(key) || faults.length >= MAX_FAULTS) continue;
    const pointer = `${at}${pointerStep(key.slice(0, 64))}`;
    faults.push({ pointer, code: 'UNKNOWN', message: 'is not a field of this request' });
  }
  const instance = Reflect.construct(type, []) as Record<string, unknown>;
  for (const { name, kind } of shape.fields) {
    if (!Object.hasOwn(input, name)) continue;
    const value = input[name];
    if (value !== undefined)
      instance[name] = shape.deep ? readValue(kind, value, `${at}${pointerStep(name)}`, faults) : value;
  }
  return instance;
}

function readValue(kind: FieldKind, value: unknown, at: string, faults: FieldError[]): unknown {
  const nested = kind.nested ?? kind.element?.nested;
  if (!nested) return value;
  if (kind.nested) return isRecord(value) ? read(nested(), value, at, faults) : value;
  if (!Array.isArray(value)) return value;
  const holdsTooMany = kind.rules.some((rule) => !rule.test(value));
  if (holdsTooMany) return value;
  return value.map((each: unknown, index) => (isRecord(each) ? read(nested(), each, `${at}/${index}`, faults) : each));
}

function collect(error: ValidationError, shape: Shape, at: string, faults: FieldError[]): void {
  const pointer = `${at}${pointerStep(error.property)}`;
  const kind = shape.fields.find(({ name }) => name === error.property)?.kind;
  if (error.constraints) {
    const [[code, message] = ['TYPE', 'is not valid']] = Object.entries(error.constraints);
    const inside = kind?.element !== undefined && !kind.rules.some((rule) => !rule.test(error.value));
    if (inside) collectElements(kind.element, error.value as unknown[], pointer, faults);
    else faults.push({ pointer, code, message });
  }
  const nested = kind?.nested ?? kind?.element?.nested;
  if (!nested || !error.children) return;
  const inner = shapeOf(nested());
  for (const child of error.children) {
    if (kind?.nested) collect(child, inner, pointer, faults);
    else
      for (const grandchild of child.children ?? []) collect(grandchild, inner, `${pointer}/${child.property}`, faults);
  }
}

/** class-validator reports that some element is wrong; the answer names it. */
function collectElements(kind: FieldKind, values: readonly unknown[], at: string, faults: FieldError[]): void {
  for (const [index, value] of values.entries()) {
    const broken = kind.rules.find((rule) => !rule.test(value));
    if (broken && faults.length < MAX_FAULTS) {
      faults.push({ pointer: `${at}/${index}`, code: broken.code, message: broken.message });
    }
  }
}

function normalise(shape: Shape, instance: Record<string, unknown>): void {
  for (const { name, kind } of shape.fields) {
    const value = instance[name];
    if (value !== undefined && value !== null) instance[name] = normaliseValue(kind, value);
  }
}

function normaliseValue(kind: FieldKind, value: unknown): unknown {
  if (kind.normalise) return kind.normalise(value as never);
  if (kind.nested) normalise(shapeOf(kind.nested()), value as Record<string, unknown>);
  const { element } = kind;
  if (element && (element.normalise || element.nested)) {
    return (value as unknown[]).map((each) => normaliseValue(element, each));
  }
  return value;
}
