import { fieldDecorator } from './field';
import type { FieldDecorator, FieldKind, FieldOptions } from './field';

/** An object used as a map: at most `max` names, each with a value of one kind. */
export function Dictionary(of: FieldDecorator, options: FieldOptions & { readonly max: number }): FieldDecorator {
  const { kind } = of;
  const isMap = (value: unknown) =>
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.keys(value).length <= options.max &&
    Object.values(value).every((each) => holds(kind, each));
  return fieldDecorator(
    {
      rules: [{ code: 'TYPE', test: isMap, message: `must be an object of at most ${options.max} valid members` }],
      schema: (context) => ({
        type: 'object',
        additionalProperties: kind.schema(context),
        maxProperties: options.max,
      }),
      example: () => ({ name: kind.example() }),
    },
    options,
  );
}

function holds(kind: FieldKind, value: unknown): boolean {
  if (!kind.rules.every((rule) => rule.test(value))) return false;
  const { element } = kind;
  return !element || (value as unknown[]).every((each) => holds(element, each));
}

/** Any JSON value, as text of at most `max` characters: a value before or after a change, in the event's shape. */
export function Json(options: FieldOptions & { readonly max: number }): FieldDecorator {
  const isSmall = (value: unknown) => {
    const text = JSON.stringify(value);
    return typeof text === 'string' && text.length <= options.max;
  };
  return fieldDecorator(
    {
      rules: [{ code: 'LENGTH', test: isSmall, message: `must be JSON of at most ${options.max} characters` }],
      schema: () => ({ description: `Any JSON value of at most ${options.max} characters` }),
      example: () => 'text',
    },
    options,
  );
}
