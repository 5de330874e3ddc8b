/** For `catch`: undefined for a missing file; rethrows any other failure. */
export function absent(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
  throw error;
}
