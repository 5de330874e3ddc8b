import { GOOD, bad, type HrKind } from '../hr-kind';
import { bodyOf } from '../readings/json';
import { readBambooHr } from '../readings/bamboohr';
import { instantIn } from '../readings/values';
import { isSignedBy } from './signature.adapter';

/** BambooHR tries again for some hours, with the same time. */
const OLDEST_MS = 3 * 3_600_000;
/** Of its clock against ours. */
const AHEAD_MS = 300_000;

/** Hexadecimal HMAC-SHA256 over body and timestamp, which is given in seconds or as ISO 8601. */
export const bamboohr: HrKind = {
  acknowledges: '202',
  verify({ headers, body }, secrets, receivedAt) {
    const { 'x-bamboohr-signature': given, 'x-bamboohr-timestamp': timestamp } = headers;
    if (!given || !timestamp) return bad('no_signature');
    const at = Date.parse(instantIn(timestamp) ?? '');
    const isTimely = at >= receivedAt - OLDEST_MS && at <= receivedAt + AHEAD_MS;
    // Before the signature: that a call is too old must not tell that its secret is still good.
    if (!isTimely) return bad('timestamp');
    const isGood = isSignedBy(given, secrets, { algorithm: 'sha256', encoding: 'hex', parts: [body, timestamp] });
    return isGood ? GOOD : bad('signature');
  },
  read: (call, receivedAt) => readBambooHr(bodyOf(call), receivedAt),
};
