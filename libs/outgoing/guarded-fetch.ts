import { lookup as resolveName, type LookupAddress, type LookupOptions } from 'node:dns';
import { request as requestHttp, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import * as ipaddr from 'ipaddr.js';

/** More than the keys of any identity provider. */
const MAX_BYTES = 256 * 1024;

/** A server that cannot be reached, or that answers with more than is read. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

/** The addresses that an administrator of an organisation may have this server ask. */
export interface FetchGuard {
  /** Addresses of this machine, also by plain http: outside of production. */
  readonly allowsLoopback: boolean;
  /** Names in the operator's own network that may have any address. */
  readonly internalHosts: ReadonlySet<string>;
  /** The largest answer that is read, in bytes. Default: 256 KiB. */
  readonly maxBytes?: number;
  /** For tests. Default: the system's. */
  readonly resolve?: (name: string, options: LookupOptions, done: Resolved) => void;
}

type Resolved = (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void;

interface Asked {
  readonly method: string;
  readonly headers: Headers | Readonly<Record<string, string>>;
  /** A form or a text. */
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
}

/**
 * A `fetch` for addresses that strangers have set. It connects to public addresses alone: the address that was checked is
 * the one that is connected to, so a name that resolves anew gains nothing. It follows no redirect, and reads at most
 * `maxBytes`.
 */
export function guardedFetch(guard: FetchGuard): (url: string, asked: Asked) => Promise<Response> {
  const lookup = guardedLookup(guard);
  return async (url, { method, headers, body, signal }) => {
    const target = new URL(url);
    refuseInner(target, guard);
    const text = typeof body === 'string' || body instanceof URLSearchParams ? body.toString() : undefined;
    const sent: Record<string, string> = Object.fromEntries(new Headers(headers));
    if (text !== undefined) sent['content-length'] = String(Buffer.byteLength(text));
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const send = target.protocol === 'https:' ? requestHttps : requestHttp;
      const options = { method, headers: { ...sent, 'accept-encoding': 'identity' }, agent: false, lookup } as const;
      send(target, { ...options, ...(signal && { signal }) }, resolve)
        .once('error', (error) => reject(unreachable('no connection', error)))
        .end(text);
    });
    return new Response(await bytesOf(response, guard.maxBytes ?? MAX_BYTES), {
      status: response.statusCode ?? 500,
      headers: headersOf(response),
    });
  };
}

async function bytesOf(response: IncomingMessage, maxBytes: number): Promise<Buffer<ArrayBuffer> | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > maxBytes) throw new Unreachable('the answer is too large');
      chunks.push(chunk);
    }
  } catch (error) {
    throw unreachable('the answer broke off', error);
  }
  return length === 0 ? null : Buffer.concat(chunks);
}

function headersOf({ headers }: IncomingMessage): Record<string, string> {
  const kept = ['content-type', 'www-authenticate', 'retry-after'] as const;
  return Object.fromEntries(kept.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]])));
}

/** An address in the place of a name is never looked up. */
function refuseInner({ protocol, hostname }: URL, guard: FetchGuard): void {
  const host = hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0 && !mayAsk(host, host, guard)) throw inner();
  if (protocol === 'https:') return;
  const isHere = host === 'localhost' || (isIP(host) !== 0 && rangeOf(host) === 'loopback');
  if (protocol !== 'http:' || !guard.allowsLoopback || !isHere) {
    throw new Unreachable('such addresses are asked by https alone');
  }
}

function guardedLookup(guard: FetchGuard): LookupFunction {
  const resolve = guard.resolve ?? ((name, options, done) => resolveName(name, { ...options, all: true }, done));
  return (name, options, done) => {
    resolve(name, options, (error, addresses) => {
      const allowed = error ? [] : addresses.filter(({ address }) => mayAsk(name, address, guard));
      const [first] = allowed;
      if (error || !first) done(error ?? inner(), []);
      else if (options.all) done(null, allowed);
      else done(null, first.address, first.family);
    });
  };
}

function mayAsk(name: string, address: string, { allowsLoopback, internalHosts }: FetchGuard): boolean {
  const range = rangeOf(address);
  return range === 'unicast' || (allowsLoopback && range === 'loopback') || internalHosts.has(name.toLowerCase());
}

/** An IPv4 address within an IPv6 one counts as that. */
function rangeOf(address: string): string {
  return ipaddr.process(address).range();
}

function unreachable(reason: string, cause: unknown): Unreachable {
  return cause instanceof Unreachable ? cause : new Unreachable(reason, { cause });
}

function inner(): Unreachable {
  return new Unreachable('the address is in an inner network');
}
