/** The work to end when the bench is interrupted: processes that would outlive it, folders that would stay. */
const open = new Set<() => Promise<void>>();

/** Registers how to end something; returns the function that unregisters it, once it has ended in the ordinary way. */
export function endWhenInterrupted(end: () => Promise<void>): () => void {
  open.add(end);
  return () => void open.delete(end);
}

export function listenForInterruption(): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      // The last one opened may depend on earlier ones.
      const all = [...open].toReversed().reduce((done, end) => done.then(end), Promise.resolve());
      all.then(
        () => process.exit(130),
        (error: unknown) => {
          console.error(error);
          process.exit(1);
        },
      );
    });
  }
}
