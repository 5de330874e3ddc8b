import { randomUUID } from 'node:crypto';
import { Empty, StreamIdentifier, UUID, WrongExpectedVersion } from '@eventstore/db-client/generated/shared_pb';
import type { Status } from '@eventstore/db-client/generated/status_pb';
import type { StreamsClient } from '@eventstore/db-client/generated/streams_grpc_pb';
import { BatchAppendReq, type BatchAppendResp } from '@eventstore/db-client/generated/streams_pb';
import type { NewEvent, Revision } from '../event-log';
import type { StreamName } from '../stream-name';
import { asFault, faultOf, PassingFault } from './faults';

/** The server's answer; `commitPosition` is that of the append's last event. */
export type AppendAnswer =
  | { readonly outcome: 'appended'; readonly revision: number; readonly place: string }
  | { readonly outcome: 'conflict'; readonly actual: Revision };

interface Waiting {
  readonly resolve: (answer: AppendAnswer) => void;
  readonly reject: (fault: Error) => void;
  /** Copies of the append that the server has not answered. */
  unanswered: number;
}

/**
 * The server silently drops a repetition that arrives while the first copy is still being written. An append without an
 * answer is therefore sent again, byte for byte; the first answer to any copy counts.
 */
const REPEAT_AFTER_MS = 250;

/** gRPC's 0. Inside the call it says that the node cannot serve just now ("Server Is Not Ready"). */
const NO_CODE = 0;
const UNAVAILABLE = 14;

/** One call of the server's BatchAppend, shared by all appends of a connection; answers come in any order. */
export class AppendCall {
  private readonly waiting = new Map<string, Waiting>();
  private lastAnswerAt = performance.now();
  private end: Error | undefined;

  constructor(
    private readonly call: ReturnType<StreamsClient['batchAppend']>,
    private readonly silenceMs: number,
    private readonly onEnd: (call: AppendCall) => void,
  ) {
    call.on('data', (response: BatchAppendResp) => this.answer(response));
    call.on('error', (error: Error) => this.finish(asFault(error)));
    call.on('end', () => this.finish(new PassingFault('append: the server ended the call', { reconnect: true })));
  }

  get ended(): boolean {
    return this.end !== undefined;
  }

  cancel(): void {
    this.finish(new PassingFault('append: the connection was closed', { reconnect: true }));
    this.call.cancel();
  }

  /** Rejects with a `PassingFault` when nothing is known of the outcome, or a `RefusedByServer`. */
  async append(request: BatchAppendReq): Promise<AppendAnswer> {
    if (this.end) throw this.end;
    const correlationId = randomUUID();
    request.setCorrelationId(new UUID().setString(correlationId));
    const sentAt = performance.now();
    let repeat: NodeJS.Timeout | undefined;
    try {
      return await new Promise((resolve, reject) => {
        const waiting = { resolve, reject, unanswered: 0 };
        const send = () => {
          waiting.unanswered += 1;
          this.call.write(request);
        };
        this.waiting.set(correlationId, waiting);
        send();
        repeat = setInterval(() => {
          if (performance.now() - sentAt >= this.silenceMs) reject(this.silence(sentAt));
          else if (!this.call.writableNeedDrain) send();
        }, REPEAT_AFTER_MS);
      });
    } finally {
      clearInterval(repeat);
      this.waiting.delete(correlationId);
    }
  }

  /** Silence for one append alone is the server's fault; silence for all is the connection's. */
  private silence(sentAt: number): PassingFault {
    const reconnect = this.lastAnswerAt < sentAt;
    return new PassingFault(`append: no answer within ${this.silenceMs} ms`, { reconnect });
  }

  private answer(response: BatchAppendResp): void {
    this.lastAnswerAt = performance.now();
    const waiting = this.waiting.get(response.getCorrelationId()?.getString() ?? '');
    if (!waiting) return;
    waiting.unanswered -= 1;
    try {
      const answer = answerOf(response);
      // After a conflict the caller may append the same events elsewhere, so no copy may be under way by then.
      if (answer.outcome === 'conflict' && waiting.unanswered > 0) return;
      waiting.resolve(answer);
    } catch (fault) {
      waiting.reject(asFault(fault));
    }
  }

  private finish(fault: Error): void {
    if (this.end) return;
    this.end = fault;
    for (const { reject } of this.waiting.values()) reject(fault);
    this.onEnd(this);
  }
}

/** The whole append in one message. Data and metadata are sent byte for byte. */
export function appendRequest(stream: StreamName, events: readonly NewEvent[], expected: Revision): BatchAppendReq {
  const options = new BatchAppendReq.Options();
  options.setStreamIdentifier(new StreamIdentifier().setStreamName(Buffer.from(stream)));
  if (expected === 'none') options.setNoStream(new Empty());
  else options.setStreamPosition(String(expected));
  const request = new BatchAppendReq().setOptions(options).setIsFinal(true);
  for (const event of events) {
    const message = new BatchAppendReq.ProposedMessage()
      .setId(new UUID().setString(event.id))
      .setData(Buffer.from(event.data))
      .setCustomMetadata(Buffer.from(event.metadata));
    message.getMetadataMap().set('type', event.type).set('content-type', 'application/json');
    request.addProposedMessages(message);
  }
  return request;
}

function answerOf(response: BatchAppendResp): AppendAnswer {
  const error = response.getError();
  if (error) return conflictOf(error);
  const success = response.getSuccess();
  const position = success?.getPosition();
  if (!success?.hasCurrentRevision() || !position) {
    throw new PassingFault('append: an answer without a revision and a position', { reconnect: false });
  }
  const revision = Number(success.getCurrentRevision());
  return { outcome: 'appended', revision, place: position.getCommitPosition() };
}

function conflictOf(error: Status): AppendAnswer {
  const details = error.getDetails();
  if (details?.getTypeName() !== 'event_store.client.WrongExpectedVersion') {
    const code = error.getCode();
    throw faultOf(code === NO_CODE ? UNAVAILABLE : code, `append: ${error.getMessage()}`);
  }
  const conflict = WrongExpectedVersion.deserializeBinary(details.getValue_asU8());
  const actual = conflict.hasCurrentStreamRevision() ? Number(conflict.getCurrentStreamRevision()) : 'none';
  return { outcome: 'conflict', actual };
}
