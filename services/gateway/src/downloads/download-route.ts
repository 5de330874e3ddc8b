import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Contract } from '#contracts/declare/contract';
import { DomainError } from '#contracts/errors';
import type { MediaType } from '#contracts/values/media-types';
import type { VerifiedToken } from '#libs/identity';
import { payloadReader } from '../http/contract-payload';
import { senderOf, type RouteParts, type Send } from '../http/contract-route';

/** A part of a file, as a contract with `file` answers it: base64 from the byte `offset` of the request on. */
interface FilePart {
  readonly name: string;
  readonly mediaType: MediaType;
  readonly size: number;
  readonly bytes: string;
}

/** A browser shows these itself; anything else could be a page that acts in the name of this site. */
const SHOWN: ReadonlySet<MediaType> = new Set([
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'application/pdf',
]);

/**
 * The handler of a query whose answers are parts of a file: asks for one part after the other as the client reads. The
 * service checks the caller with each part.
 */
export function downloadHandler(contract: Contract, parts: RouteParts) {
  const readPayload = payloadReader(contract);
  const send = senderOf(contract, parts);
  return async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    const caller = request.caller as VerifiedToken & { readonly organizationId: string };
    const payload = readPayload(request);
    const left = parts.downloads.take({ caller: caller.sub, organization: caller.organizationId });
    try {
      const { answer } = await send(request, payload);
      const first = answer as FilePart;
      const bytes = Readable.from(bytesOf(first, { request, payload, send }), { objectMode: false });
      bytes.once('error', (error) => parts.brokeOff(error, request));
      bytes.once('close', left);
      return await reply.headers(headersOf(first)).send(bytes);
    } catch (error) {
      left();
      throw error;
    }
  };
}

interface Asking {
  readonly request: FastifyRequest;
  readonly payload: object;
  readonly send: Send;
}

async function* bytesOf(first: FilePart, { request, payload, send }: Asking): AsyncGenerator<Buffer> {
  let piece = Buffer.from(first.bytes, 'base64');
  for (let offset = 0; ;) {
    yield piece;
    offset += piece.length;
    if (offset >= first.size) return;
    const { answer } = await send(request, { ...payload, offset });
    piece = Buffer.from((answer as FilePart).bytes, 'base64');
    if (piece.length === 0) throw new DomainError('SERVICE_UNAVAILABLE', 'The file is shorter than it was');
  }
}

function headersOf({ name, mediaType, size }: FilePart): Readonly<Record<string, string>> {
  const isShown = SHOWN.has(mediaType);
  return {
    'Content-Type': isShown ? mediaType : 'application/octet-stream',
    'Content-Length': String(size),
    'Content-Disposition': `${isShown ? 'inline' : 'attachment'}; ${fileNameOf(name)}`,
    ...(!isShown && { 'Content-Security-Policy': 'sandbox' }),
  };
}

/** RFC 6266 and 8187: in ASCII for old clients, and in full. */
function fileNameOf(name: string): string {
  const plain = name.replaceAll(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(name).replaceAll(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `filename="${plain}"; filename*=UTF-8''${encoded}`;
}
