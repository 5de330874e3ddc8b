import 'reflect-metadata';
import { requestRulesSchema } from './request-rules';
import { ValidateBy, ValidateIf, ValidateNested } from 'class-validator';

/** A fragment of JSON Schema 2020-12. */
export type JsonSchema = { readonly [keyword: string]: unknown };

/** A class whose properties are declared with the decorators of `fields.ts`. */
export type FieldedClass = abstract new () => object;

/** The kinds of a field's fault: the `code` of a problem document's `errors`. */
export type FaultCode =
  | 'REQUIRED'
  | 'UNKNOWN'
  | 'TYPE'
  | 'FORMAT'
  | 'LENGTH'
  | 'RANGE'
  | 'CHOICE'
  | 'COUNT'
  | 'REPEATED'
  | 'SCALE'
  | 'COMMON';

/** One class-validator rule. `message` completes the sentence "<field> …" and never repeats the value. */
export interface Rule {
  readonly code: FaultCode;
  /** `of`: the object that has the field, if there is one. */
  readonly test: (value: unknown, of?: object) => boolean;
  readonly message: string;
}

/** `request`: the accepted form (a decimal also as a number). `answer`: the form of answers and of events. */
export type SchemaUse = 'request' | 'answer';

export interface SchemaContext {
  readonly use: SchemaUse;
  /** Over HTTP: without the fields that are for the bus alone. */
  readonly overHttp?: true;
  /** The schema of a nested class: inline, or a `$ref` into the document's components. */
  readonly nested: (type: FieldedClass) => JsonSchema;
}

/** A kind of field, apart from the property that has it. */
export interface FieldKind {
  readonly rules: readonly Rule[];
  readonly schema: (context: SchemaContext) => JsonSchema;
  readonly example: () => unknown;
  /** The one form of a valid value: a decimal's string, an instant with its milliseconds. */
  readonly normalise?: (value: never) => unknown;
  /** Reads the text of a query parameter; a text that is none of this kind stays text and fails its rules. */
  readonly fromText?: (text: string) => unknown;
  /** A list's elements. */
  readonly element?: FieldKind;
  /** A nested object's class. */
  readonly nested?: () => FieldedClass;
  /** It names something that may not exist. */
  readonly names?: true;
  /** Never logged, stored or shown. */
  readonly secret?: boolean;
}

export interface FieldOptions {
  readonly optional?: true;
  readonly nullable?: true;
  readonly description?: string;
  readonly example?: unknown;
  /** For the bus alone: there is no such parameter over HTTP. */
  readonly internal?: true;
  /**
   * Of an event: an id or a revision for internal use, or data that readers of the audit trail may not see. Neither the
   * trail nor live changes show it.
   */
  readonly technical?: true;
}

/** A declared field. */
export interface Field {
  readonly name: string;
  readonly kind: FieldKind;
  readonly optional: boolean;
  readonly nullable: boolean;
  readonly internal: boolean;
  readonly technical: boolean;
  readonly description?: string;
  readonly example: unknown;
  /** The example was given with the field, not made up from its kind. */
  readonly hasOwnExample: boolean;
}

/** A decorator of a property that also names the kind, so that `List` can be made of it. */
export type FieldDecorator = PropertyDecorator & { readonly kind: FieldKind };

const declared = new WeakMap<object, Map<string, Field>>();

/** Makes the decorator of a kind: declares the field and applies its class-validator rules. */
export function fieldDecorator(kind: FieldKind, options: FieldOptions = {}): FieldDecorator {
  const decorate: PropertyDecorator = (prototype, property) => {
    const name = String(property);
    declareField(prototype, {
      name,
      kind,
      optional: options.optional ?? false,
      nullable: options.nullable ?? false,
      internal: options.internal ?? false,
      technical: options.technical ?? false,
      ...(options.description !== undefined && { description: options.description }),
      get example() {
        return options.example ?? kind.example();
      },
      hasOwnExample: options.example !== undefined,
    });
    if (options.optional) ValidateIf((_, value) => value !== undefined)(prototype, property);
    else applyRule(REQUIRED, false)(prototype, property);
    if (options.nullable) ValidateIf((_, value) => value !== null)(prototype, property);
    for (const rule of kind.rules) applyRule(rule, false)(prototype, property);
    for (const rule of kind.element?.rules ?? []) applyRule(rule, true)(prototype, property);
    if (kind.nested) ValidateNested()(prototype, property);
    if (kind.element?.nested) ValidateNested({ each: true })(prototype, property);
  };
  return Object.assign(decorate, { kind });
}

const REQUIRED: Rule = { code: 'REQUIRED', test: (value) => value !== undefined, message: 'is required' };

function applyRule(rule: Rule, each: boolean): PropertyDecorator {
  return ValidateBy(
    {
      name: rule.code,
      validator: { validate: (value, given) => rule.test(value, given?.object), defaultMessage: () => rule.message },
    },
    { each },
  );
}

function declareField(prototype: object, field: Field): void {
  let own = declared.get(prototype);
  if (!own) declared.set(prototype, (own = new Map<string, Field>()));
  if (own.has(field.name))
    throw new TypeError(`field ${field.name} is declared twice on ${prototype.constructor.name}`);
  own.set(field.name, field);
}

/** The declared fields of a class, its base classes' first, in the order of their declaration. */
export function fieldsOf(type: FieldedClass): readonly Field[] {
  const fields = new Map<string, Field>();
  const prototypes: object[] = [];
  let at = type.prototype as object | null;
  while (at && at !== Object.prototype) {
    prototypes.unshift(at);
    at = Object.getPrototypeOf(at) as object | null;
  }
  for (const prototype of prototypes) {
    for (const field of declared.get(prototype)?.values() ?? []) fields.set(field.name, field);
  }
  return [...fields.values()];
}

/** The JSON Schema of one field, with its description and example. */
export function fieldSchema(field: Field, context: SchemaContext): JsonSchema {
  const schema = field.kind.schema(context);
  const typed = field.nullable ? nullableSchema(schema) : schema;
  const notes = { ...(field.description && { description: field.description }) };
  return { ...typed, ...notes, ...(field.hasOwnExample && { examples: [field.example] }) };
}

function nullableSchema(schema: JsonSchema): JsonSchema {
  if ('$ref' in schema || schema.type === 'object' || !('type' in schema)) return { anyOf: [schema, { type: 'null' }] };
  const type = [...(Array.isArray(schema.type) ? (schema.type as string[]) : [schema.type as string]), 'null'];
  return { ...schema, type, ...(Array.isArray(schema.enum) && { enum: [...(schema.enum as unknown[]), null] }) };
}

/** The JSON Schema of a class: an object with exactly its fields, without those named in `without`. */
export function schemaOf(type: FieldedClass, context: SchemaContext, without: readonly string[] = []): JsonSchema {
  const fields = fieldsOf(type).filter(
    ({ name, internal }) => !without.includes(name) && !(internal && context.overHttp),
  );
  const required = fields.filter((field) => !field.optional).map((field) => field.name);
  return {
    type: 'object',
    properties: Object.fromEntries(fields.map((field) => [field.name, fieldSchema(field, context)])),
    ...(required.length > 0 && { required }),
    ...(context.use === 'request' && { ...requestRulesSchema(type), additionalProperties: false }),
  };
}

/**
 * An example object of a class, made of its fields' examples. Of a request's optional fields it shows those with an
 * example of their own; of an answer's, all.
 */
export function exampleOf(
  type: FieldedClass,
  use: SchemaUse = 'answer',
  without: readonly string[] = [],
): Record<string, unknown> {
  const fields = fieldsOf(type).filter(({ name, internal }) => !internal && !without.includes(name));
  const shown = fields.filter((field) => use === 'answer' || !field.optional || field.hasOwnExample);
  return Object.fromEntries(shown.map((field) => [field.name, field.example]));
}
