import { SendDigests } from '#contracts/workflow/send-digests';
import { daily, job } from '#libs/schedules';

/** Before people come to work, with what the night has brought. */
export const sendDigestsJob = job({
  name: 'workflow.send-digests',
  service: 'workflow',
  at: daily('07:00'),
  scope: 'organization',
  send: ({ on }) => [{ contract: SendDigests, payload: { on } }],
});
