import { Instant } from '../declare/fields';

/** A hold of a job, as a request states it. */
export class StatedHold {
  @Instant() from!: string;
  @Instant({ optional: true, description: 'Absent: it goes on, until the job ends' }) to?: string;
}
