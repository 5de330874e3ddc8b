import { event } from '#contracts/declare/event';
import {
  HR_SOURCE_ALARMS,
  HrSourceAlarmCleared,
  HrSourceAlarmRaised,
  HrSourceConnected,
  type HrSourceAlarm,
} from '#contracts/workflow/hr-source-events';
import type { HrSource, HrSourceEvent } from './hr-source';

/** The state of a source's calls, as its alarms show it. */
export interface SourceTrouble {
  readonly sourceId: string;
  /** Whether each alarm is due; an alarm that is not named stays as it is. */
  readonly due: Readonly<Partial<Record<HrSourceAlarm, boolean>>>;
  readonly lastDeliveryAt: string | null;
  readonly usualGapSeconds: number | null;
  readonly failures: number;
}

/** Each alarm is raised once, and cleared once. */
export function alarmHrSource({ due, ...told }: SourceTrouble, { status, alarms }: HrSource): HrSourceEvent[] {
  if (status !== 'active') return [];
  return HR_SOURCE_ALARMS.flatMap((alarm): HrSourceEvent[] => {
    const isDue = due[alarm];
    if (isDue === undefined || isDue === alarms.includes(alarm)) return [];
    const { sourceId } = told;
    return isDue
      ? [event(HrSourceAlarmRaised, { ...told, alarm })]
      : [event(HrSourceAlarmCleared, { sourceId, alarm })];
  });
}

/** The first good call. */
export function connectHrSource({ sourceId }: { readonly sourceId: string }, state: HrSource): HrSourceEvent[] {
  return state.status !== 'active' || state.isConnected ? [] : [event(HrSourceConnected, { sourceId })];
}
