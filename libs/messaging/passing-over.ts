import { headers, type Msg } from '@nats-io/transport-node';
import { isUnheard, unavailable, type BusConnection, type SentRequest } from './bus-connection';
import { inquiriesOf, readInquiryAnswer, subjectAt, type Inquiry, type InquiryAnswer } from './replicas';
import { parseJson, textOf } from './wire';

/** A request may be without an answer for so long before its service's replicas are asked about it. */
const PATIENCE_MS = 500;
/** The same once a replica has said that it is at work on it. */
const LONGEST_PATIENCE_MS = 2_000;
const INQUIRY_MS = 1_000;

/**
 * The answer of a request, from whichever replica gives it. The broker chooses the replica that gets a request, and may
 * choose one that hangs, or that dies with the request. When there is no answer for a while, the replicas are asked:
 * where none is at work on the request, it is sent to one that takes it. Queries and commands alike may be sent again: a
 * command is done once under its id.
 *
 * @throws DomainError `SERVICE_UNAVAILABLE` when no replica is left, and as `BusConnection.request`
 */
export async function answerFromAny(
  connection: BusConnection,
  { service, subject }: { readonly service: string; readonly subject: string },
  sent: SentRequest,
  deadline: number,
): Promise<Msg> {
  let patience = PATIENCE_MS;
  while (!(await isSettledWithin(sent.reply, patience))) {
    const inquiry = inquire(connection, service, { subject, inbox: sent.inbox }, deadline);
    const answer = await Promise.race([sent.reply.then(() => undefined), inquiry]);
    if (answer === undefined) continue;
    if ('replica' in answer) {
      sent.again(subjectAt(subject, answer.replica));
      patience = PATIENCE_MS;
    } else {
      patience = Math.min(2 * patience, LONGEST_PATIENCE_MS);
    }
  }
  return sent.reply;
}

/** Undefined: no replica says anything. @throws DomainError `SERVICE_UNAVAILABLE` when there is none */
async function inquire(
  connection: BusConnection,
  service: string,
  inquiry: Inquiry,
  deadline: number,
): Promise<InquiryAnswer | undefined> {
  const until = Math.min(deadline, Date.now() + INQUIRY_MS);
  const body = Buffer.from(JSON.stringify(inquiry));
  try {
    const message = await connection.request(inquiriesOf(service), body, headers(), until);
    return readInquiryAnswer(parseJson(textOf(message)));
  } catch (error) {
    // The replica that had the request is gone, and there is no other.
    if (isUnheard(error)) throw unavailable('nobody');
    // Any other refusal leaves the request as it is: it is answered, or ends at its deadline.
    return undefined;
  }
}

function isSettledWithin(promise: Promise<unknown>, milliseconds: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), milliseconds);
    const settled = () => {
      clearTimeout(timer);
      resolve(true);
    };
    promise.then(settled, settled);
  });
}
