import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Contract, Upload } from '#contracts/declare/contract';
import { fieldsOf, type Field } from '#contracts/declare/field';
import { invalid, parse } from '#contracts/declare/validation';
import { DomainError } from '#contracts/errors';
import { actorOf, type CommandContext, type VerifiedToken } from '#libs/identity';
import { importFor } from '#libs/imports';
import type { StoredObject } from '#libs/storage';
import { MAX_FORM_BYTES } from '../admission/declaration';
import { identityOf } from '../http/command-id';
import { readText } from '../http/contract-payload';
import { commandAnswer, type RouteParts } from '../http/contract-route';
import { requestContext } from '../http/request-context';
import { readForm, type Form, type FormFields } from './form';

/** Passes the body of a form on as it arrives. */
export function takeForms(instance: FastifyInstance): void {
  instance.addContentTypeParser('multipart/form-data', (_request, body, done) => done(null, body));
}

/** After these codes it is unknown whether the command ran: it may name the file. */
const UNKNOWN_OUTCOME: ReadonlySet<string> = new Set(['unavailable', 'internal']);

/**
 * The handler of a command with a file, once its caller is known and permitted: stores the file as it arrives, then
 * sends the command that names it. A file that no command names is discarded with the refusal, or swept. `given`:
 * fields that the path stands for, beside its parameters.
 */
export function uploadHandler(
  contract: Contract & { readonly upload: Upload },
  parts: RouteParts,
  { path, given: fixed = {} }: { readonly path: string; readonly given?: Readonly<Record<string, string>> },
) {
  const { bus, storage, uploads, limits } = parts;
  const { upload } = contract;
  const { pathParameters = [] } = contract.route ?? {};
  const isElsewhere = (name: string) => name === upload.field || name in fixed || pathParameters.includes(name);
  const fields = fieldsOf(contract.type).filter(({ name }) => !isElsewhere(name));
  const answer = commandAnswer(contract, parts);
  return async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    const caller = request.caller as VerifiedToken & { readonly organizationId: string };
    const inPath = request.params as Readonly<Record<string, string>>;
    const given = { ...fixed, ...Object.fromEntries(pathParameters.map((name) => [name, inPath[name] ?? ''])) };
    const context = requestContext(request, limits.deadlineMs);
    const { tenantId } = context;
    const left = uploads.take({ caller: caller.sub, organization: tenantId });
    try {
      const form = await readForm((request.body as Readable | undefined) ?? Readable.from([]), {
        headers: request.headers,
        maxBytes: upload.maxBytes + MAX_FORM_BYTES,
        store: async (bytes, before) => {
          refuseMissing(fields, before);
          const kind =
            contract.permission === 'import'
              ? importFor(given['kind'] ?? before.get('kind') ?? '', actorOf(caller))
              : undefined;
          // Personal data of many: under a key of the file's own.
          const sealed = kind?.isPersonal ? { subject: `upload:${randomUUID()}` } : {};
          return storage.put(tenantId, bytes, { limit: upload.maxBytes, takes: upload.takes, ...sealed });
        },
        discard: ({ id }) => storage.discard(tenantId, id),
      });
      const { file } = form;
      const payload = await unlessRefused(() => payloadOf(contract, { form, given }), { tenantId, file });
      const command: CommandContext = {
        ...requestContext(request, limits.deadlineMs),
        // The bytes, not the file's id, which is new each time; the log has an HMAC of it, of four bytes.
        ...identityOf(request, context, {
          method: request.method,
          path: pathParameters.reduce((filled, name) => filled.replace(`{${name}}`, given[name] ?? ''), path),
          type: contract.type,
          payload: { ...payload, [upload.field]: file.digest },
        }),
        now: new Date().toISOString(),
      };
      const token = request.accessToken as string;
      const sent = await unlessRefused(() => bus.send(contract.type, payload, command, { token }), { tenantId, file });
      return await answer(request, reply, sent);
    } finally {
      left();
    }
  };

  async function unlessRefused<Result>(
    work: () => Result | Promise<Result>,
    { tenantId, file }: { readonly tenantId: string; readonly file: StoredObject },
  ): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof DomainError && !UNKNOWN_OUTCOME.has(error.kind)) await storage.discard(tenantId, file.id);
      throw error;
    }
  }
}

/** A field that decides about storing the file must come before it. */
function refuseMissing(fields: readonly Field[], before: FormFields): void {
  const missing = fields.filter(({ name, optional }) => !optional && !before.has(name));
  if (missing.length === 0) return;
  throw invalid(
    missing.map(({ name }) => ({ pointer: `/${name}`, code: 'REQUIRED', message: 'is required, before the file' })),
  );
}

function payloadOf(
  { type, upload, route }: Contract & { readonly upload: Upload },
  { form, given }: { readonly form: Form<StoredObject>; readonly given: Readonly<Record<string, string>> },
): object {
  const { fields: said, file, fileName } = form;
  const fixed = { ...given, [upload.field]: file.id };
  const taken = [...said.keys()].filter((name) => Object.hasOwn(fixed, name));
  if (taken.length > 0) {
    throw invalid(
      taken.map((name) => ({ pointer: `/${name}`, code: 'UNKNOWN', message: 'is not a field of this request' })),
    );
  }
  const fields = new Map(fieldsOf(type).map((field) => [field.name, field]));
  const values = [...said].map(([name, text]) => [name, readText(fields.get(name), text)] as const);
  const named = upload.fileName !== undefined && fileName !== undefined && { [upload.fileName]: fileName };
  return parsed(type, { ...named, ...Object.fromEntries(values), ...fixed }, route?.pathParameters ?? []);
}

/** @throws DomainError `NOT_FOUND` when only a path parameter is wrong, since it then names nothing */
function parsed(type: Contract['type'], values: object, pathParameters: readonly string[]): object {
  try {
    return parse(type, values);
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'VALIDATION_FAILED') throw error;
    const isInPath = error.fields.every(({ pointer }) => pathParameters.includes(pointer.slice(1)));
    throw isInPath ? new DomainError('NOT_FOUND') : error;
  }
}
