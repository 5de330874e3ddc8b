/** What has to be ended when the bench is interrupted: processes that would outlive it, folders that would stay. */
const open = new Set<() => Promise<void>>();

/** Remembers how to end something; answers what forgets it again, once it has been ended in the ordinary way. */
export function endWhenInterrupted(end: () => Promise<void>): () => void {
  open.add(end);
  return () => void open.delete(end);
}

export function listenForInterruption(): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      // The last one opened may live on what was opened before it.
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
