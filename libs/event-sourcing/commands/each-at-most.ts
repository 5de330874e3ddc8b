/**
 * Works on each of `all` in order, on so many at once. After a failure no further one is begun; it is thrown when none is
 * under way any more.
 */
export async function eachAtMost<Of>(
  limit: number,
  all: readonly Of[],
  work: (of: Of, index: number) => Promise<unknown>,
): Promise<void> {
  const failures: unknown[] = [];
  let next = 0;
  const workNext = async () => {
    for (let index = next++; index < all.length && failures.length === 0; index = next++) {
      try {
        await work(all[index] as Of, index);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, all.length) }, workNext));
  if (failures.length > 0) throw failures[0];
}
