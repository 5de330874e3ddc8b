import type { SlotWorker } from '../slots/slot-worker';
import type { ProjectionGauge } from './engine-options';

/** The measurements of a slot, from memory. */
export function gaugeOf({ record, checkpoint }: SlotWorker): ProjectionGauge {
  const { name, version, slot, role, paused, stopped } = record;
  const { behindSince, lagEvents, rate } = checkpoint.progress();
  const lagSeconds = behindSince === null ? 0 : Math.max(0, Date.now() - Date.parse(behindSince)) / 1_000;
  return { projection: name, version, slot, role, lagEvents, lagSeconds, rate, paused, stopped: stopped !== null };
}
