/** For `catch`: undefined for a file that is not there; any other failure goes on. */
export function absent(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
  throw error;
}
