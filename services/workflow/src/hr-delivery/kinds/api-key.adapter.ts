import { secretsMatch } from '#libs/identity';
import { bad, type HrKind } from '../hr-kind';
import { readCanonical } from '../readings/canonical';
import { jsonOf } from '../readings/json';

/** The secret itself, in `X-API-Key`. `webhook-id` tells repetitions, where the sender has it. */
export const apiKey: HrKind = {
  acknowledges: '202',
  verify({ headers }, secrets) {
    const { 'x-api-key': given, 'webhook-id': reference = null } = headers;
    if (!given) return bad('no_signature');
    const isGood = secrets.map((secret) => secretsMatch(given, secret)).includes(true);
    return isGood ? { isGood, reference } : bad('signature');
  },
  read: (call, receivedAt) => readCanonical(jsonOf(call.body), receivedAt),
};
