import type { IncomingMessage } from 'node:http';
import { type IPv4, type IPv6, isValid, parse, parseCIDR } from 'ipaddr.js';
import { plainAddress } from '#libs/identity';

/** A proxy of one's own is on the same host or in the same network; strangers come from public addresses. */
const OWN_NETWORKS = new Set(['private', 'loopback', 'uniqueLocal', 'linkLocal', 'carrierGradeNat']);

/** A peer is reported again after this time. */
const REPORTED_FOR_MS = 60 * 60 * 1_000;

/** The code of the health report's warning. */
export const UNTRUSTED_PROXY = 'UNTRUSTED_PROXY';

type Range = readonly [IPv4 | IPv6, number];

/**
 * Notes requests with forwarded addresses from a private peer that `TRUSTED_PROXIES` does not name. That is a forgotten
 * setting: every client behind the proxy then counts as its one address.
 */
export class UntrustedProxies {
  private readonly trusted: readonly Range[];
  private reportedAt = -Infinity;

  constructor(
    trusted: readonly string[],
    private readonly report: (peer: string) => void,
    private readonly now: () => number = Date.now,
  ) {
    this.trusted = trusted.map(rangeOf);
  }

  note({ headers, socket }: Pick<IncomingMessage, 'headers' | 'socket'>): void {
    if (headers['x-forwarded-for'] === undefined && headers.forwarded === undefined) return;
    const peer = plainAddress(socket.remoteAddress ?? '');
    if (this.now() < this.reportedAt + REPORTED_FOR_MS || !isValid(peer)) return;
    const address = parse(peer);
    if (!OWN_NETWORKS.has(address.range()) || this.trusted.some((range) => holds(range, address))) return;
    this.reportedAt = this.now();
    this.report(address.toString());
  }
}

function rangeOf(entry: string): Range {
  if (entry.includes('/')) return parseCIDR(entry);
  const address = parse(plainAddress(entry));
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}

function holds([network, bits]: Range, address: IPv4 | IPv6): boolean {
  return network.kind() === address.kind() && address.match(network, bits);
}
