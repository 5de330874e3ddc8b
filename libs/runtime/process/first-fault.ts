interface FirstFault {
  /** Rejects with the first fault that is reported. */
  readonly met: Promise<never>;
  report(error: unknown): void;
}

export function firstFault(): FirstFault {
  let report: (error: unknown) => void = () => undefined;
  const met = new Promise<never>((_, reject) => (report = reject));
  // Nobody waits for it any more after the start.
  met.catch(() => undefined);
  return { met, report };
}
