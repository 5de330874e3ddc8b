/**
 * The methods of authentication of RFC 8176 by the kind of factor. Those that say nothing of a factor (`geo`, `rba`,
 * `user`, `wia`) are left out.
 */
const KINDS: ReadonlyMap<string, 'knowledge' | 'possession' | 'inherence'> = new Map([
  ...(['pwd', 'pin', 'kba'] as const).map((method) => [method, 'knowledge'] as const),
  ...(['otp', 'hwk', 'swk', 'sms', 'tel', 'sc', 'mca', 'pop'] as const).map(
    (method) => [method, 'possession'] as const,
  ),
  ...(['face', 'fpt', 'iris', 'retina', 'vbm'] as const).map((method) => [method, 'inherence'] as const),
]);

/** Whether the `amr` of an ID token tells of two factors: it says so, or it names methods of two kinds. */
export function hasSecondFactor(amr: unknown): boolean {
  if (!Array.isArray(amr)) return false;
  if (amr.includes('mfa')) return true;
  return new Set(amr.flatMap((method: string) => KINDS.get(method) ?? [])).size > 1;
}
