/** jest's global tear-down: stops what `shared-postgres.ts` started. */
export default async function stopSharedPostgres(): Promise<void> {
  const stop = globalThis.stopSharedPostgres;
  globalThis.stopSharedPostgres = undefined;
  await stop?.();
}
