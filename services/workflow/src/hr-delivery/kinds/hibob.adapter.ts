import { GOOD, bad, type HrKind, type RawCall } from '../hr-kind';
import { jsonOf, textOf } from '../readings/json';
import { isPing, readHiBob } from '../readings/hibob';
import { isSignedBy } from './signature.adapter';

/** Base64 HMAC-SHA512 over the body. A test call says nothing, and is answered without a look at its signature. */
export const hibob: HrKind = {
  acknowledges: '200',
  verify({ headers, body }, secrets) {
    if (isPing(bodyOfPing({ headers, body }))) return GOOD;
    const given = headers['bob-signature'];
    if (!given) return bad('no_signature');
    const isGood = isSignedBy(given, secrets, { algorithm: 'sha512', encoding: 'base64', parts: [body] });
    return isGood ? GOOD : bad('signature');
  },
  read(call, receivedAt) {
    if (isPing(bodyOfPing(call))) return { is: 'ping' };
    return readHiBob(jsonOf(call.body), receivedAt);
  },
};

/** Bare text, or JSON. */
function bodyOfPing({ body }: RawCall): unknown {
  return body.length > 1_000 ? undefined : (jsonOf(body) ?? textOf(body));
}
