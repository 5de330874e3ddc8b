import { RecordRefusals } from '#contracts/audit/record-refusals';
import { handler, type Feature } from '#libs/runtime';
import { recordRefusalsOf } from './record-refusals.handler';

/** A refusal changes no state, so no other service records it. */
export const refusalFeature: Feature = { wirings: [handler(RecordRefusals, recordRefusalsOf)] };
