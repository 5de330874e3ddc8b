import { secretsMatch } from '#libs/identity';
import { GOOD, bad, type HrKind } from '../hr-kind';
import { jsonOf } from '../readings/json';
import { readPersonio } from '../readings/personio';

/** A token in `Authorization`, as it is. */
export const personio: HrKind = {
  acknowledges: '202',
  verify({ headers: { authorization: given } }, secrets) {
    if (!given) return bad('no_signature');
    return secrets.map((secret) => secretsMatch(given, secret)).includes(true) ? GOOD : bad('signature');
  },
  read: (call, receivedAt) => readPersonio(jsonOf(call.body), receivedAt),
};
