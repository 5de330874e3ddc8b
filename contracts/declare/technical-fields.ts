import { fieldsOf, type FieldedClass } from './field';

type Values = Readonly<Record<string, unknown>>;

/** An event's data without the fields that only the machinery needs, nested ones included. */
export function withoutTechnical(of: FieldedClass, data: Values): Values {
  const fields = new Map(fieldsOf(of).map((field) => [field.name, field]));
  const entries = Object.entries(data).filter(([name]) => !fields.get(name)?.technical);
  return Object.fromEntries(
    entries.map(([name, value]) => {
      const kind = fields.get(name)?.kind;
      return [name, withoutNested(kind?.nested ?? kind?.element?.nested, value)];
    }),
  );
}

function withoutNested(nested: (() => FieldedClass) | undefined, value: unknown): unknown {
  if (!nested || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((each) => withoutNested(nested, each));
  return withoutTechnical(nested(), value as Values);
}
