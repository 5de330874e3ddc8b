import { bad, type HrKind } from '../hr-kind';
import { readDeel, trackingIdIn } from '../readings/deel';
import { jsonOf } from '../readings/json';
import { isSignedBy } from './signature.adapter';

/** Hexadecimal HMAC-SHA256 over `POST` and the body; `tracking_id` in the body tells repetitions. */
export const deel: HrKind = {
  acknowledges: '202',
  verify({ headers, body }, secrets) {
    const given = headers['x-deel-signature'];
    if (!given) return bad('no_signature');
    const isGood = isSignedBy(given, secrets, { algorithm: 'sha256', encoding: 'hex', parts: ['POST', body] });
    return isGood ? { isGood, reference: trackingIdIn(jsonOf(body)) } : bad('signature');
  },
  read: (call, receivedAt) => readDeel(jsonOf(call.body), receivedAt),
};
