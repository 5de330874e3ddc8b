import { RecordRefusals } from '#contracts/audit/record-refusals';
import { handler, type Feature } from '#libs/runtime';
import { recordRefusalsOf } from './record-refusals.handler';

/** A refusal changes nothing, so no other service has it in the log. */
export const refusalFeature: Feature = { wirings: [handler(RecordRefusals, recordRefusalsOf)] };
