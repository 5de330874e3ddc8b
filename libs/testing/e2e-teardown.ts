import stopSharedPostgres from './shared-postgres-stop';

/** jest's global tear-down: stops what `e2e-setup.ts` started. */
export default async function stopSharedServers(): Promise<void> {
  const stop = globalThis.stopSharedPlatform;
  globalThis.stopSharedPlatform = undefined;
  await stop?.();
  await stopSharedPostgres();
}
