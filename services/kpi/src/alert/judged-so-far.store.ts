import { LRUCache } from 'lru-cache';
import { DomainError } from '#contracts/errors';

/** The judging of one figure. */
export interface FigureToJudge {
  /** Of key figure and scope. */
  readonly place: string;
  /** Returns the number of alerts that were raised. */
  readonly judge: () => Promise<number>;
}

/** The commands that were sent longest ago are forgotten, and begin anew. */
const MAX_COMMANDS = 1_000;

/**
 * The figures that a command has judged, so that it goes on with the others when it is sent again. Kept in memory: another
 * process begins anew, and a figure that is judged twice tells nothing twice.
 */
export class JudgedSoFar {
  private readonly byCommand = new LRUCache<string, Map<string, 'judged' | 'failed'>>({ max: MAX_COMMANDS });

  /**
   * One figure that fails keeps no other from being judged: it is tried last when the command is sent again, and its error
   * is thrown at the end. Returns the number of alerts that were raised now.
   * @throws DomainError `SERVICE_UNAVAILABLE` when it is late and more are left: sent again, it goes on
   */
  async judge(commandId: string, all: readonly FigureToJudge[], isLate: () => boolean): Promise<number> {
    const tried = this.triedBy(commandId);
    const failed = all.filter(({ place }) => tried.get(place) === 'failed');
    const failures: unknown[] = [];
    let raised = 0;
    for (const { place, judge } of [...all.filter((each) => !tried.has(each.place)), ...failed]) {
      if (isLate()) throw new DomainError('SERVICE_UNAVAILABLE', 'More targets are left; send it again');
      try {
        raised += await judge();
        tried.set(place, 'judged');
      } catch (error) {
        tried.set(place, 'failed');
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
    this.byCommand.delete(commandId);
    return raised;
  }

  private triedBy(commandId: string): Map<string, 'judged' | 'failed'> {
    const tried = this.byCommand.get(commandId) ?? new Map<string, 'judged' | 'failed'>();
    this.byCommand.set(commandId, tried);
    return tried;
  }
}
