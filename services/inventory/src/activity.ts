/** A change of a thing between active and inactive. */
export interface ActivityChange {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly active: boolean;
}

/** A history of such changes in order of time: the first state holds from the beginning of time. */
export type Activity = readonly [first: ActivityChange, ...later: readonly ActivityChange[]];

export const activeFrom = (active: boolean): Activity => [{ at: Number.NEGATIVE_INFINITY, active }];

/** The history with the state as of a moment, which is not before the last change. */
export function withActivity(activity: Activity, active: boolean, at: number): Activity {
  return isActiveAt(activity, Number.POSITIVE_INFINITY) === active ? activity : [...activity, { at, active }];
}

export function isActiveAt(activity: Activity, at: number): boolean {
  return (activity.findLast((change) => change.at <= at) ?? activity[0]).active;
}
