import type { Contract, Upload } from '../declare/contract';
import { exampleOf, schemaOf, type JsonSchema, type SchemaContext } from '../declare/field';
import { declaredImports, type ImportDeclaration } from '../declare/import-declaration';

type Json = Record<string, unknown>;

/** The body of a command with a file: its fields as text, and the file. */
export function formBody(
  { type }: Contract,
  { field, maxBytes, takes }: Upload,
  { context, without }: { readonly context: SchemaContext; readonly without: readonly string[] },
): Json {
  const left = [field, ...without];
  const fields = schemaOf(type, context, left);
  const file = {
    type: 'string',
    format: 'binary',
    description: `At most ${maxBytes} bytes of ${takes.join(' or ')}, as the bytes tell. Comes after the fields that are required.`,
  };
  const required = [...((fields.required as readonly string[] | undefined) ?? []), 'file'];
  const properties = { ...(fields.properties as Readonly<Record<string, JsonSchema>>), file };
  return {
    required: true,
    content: {
      'multipart/form-data': {
        schema: { ...fields, properties, required },
        example: { ...exampleOf(type, 'request', left), file: 'itemNumber,name,unit\r\nA-1001,Flour,kg\r\n' },
        encoding: { file: { contentType: takes.join(', ') } },
      },
    },
  };
}

/** A route that starts imports of one kind. */
export type ShortForm = ImportDeclaration & { readonly path: `/${string}` };

/** The extra routes of a contract: for the one that starts imports, a route per kind. */
export function shortFormsOf({ permission, upload }: Contract): readonly ShortForm[] {
  if (permission !== 'import' || !upload) return [];
  return declaredImports().filter((each): each is ShortForm => each.path !== undefined);
}

/** `POST /items/import` instead of `POST /imports` with the kind `items`. */
export function shortOperation(operation: Json, { name, service, permission }: ShortForm): Json {
  return {
    ...operation,
    operationId: `import${name.charAt(0).toUpperCase()}${name.slice(1).replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase())}`,
    tags: [service],
    summary: `Import ${name.replaceAll('-', ' ')} from a file`,
    'x-permission': permission,
  };
}
