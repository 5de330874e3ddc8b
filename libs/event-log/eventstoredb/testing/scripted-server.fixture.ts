import { randomUUID } from 'node:crypto';
import {
  AllStreamPosition,
  Empty,
  StreamIdentifier,
  UUID,
  WrongExpectedVersion,
} from '@eventstore/db-client/generated/shared_pb';
import { Status } from '@eventstore/db-client/generated/status_pb';
import { StreamsService } from '@eventstore/db-client/generated/streams_grpc_pb';
import {
  type BatchAppendReq,
  BatchAppendResp,
  type ReadReq,
  ReadResp,
} from '@eventstore/db-client/generated/streams_pb';
import { Server, ServerCredentials, type ServerDuplexStream, type ServerWritableStream } from '@grpc/grpc-js';
import type { NewEvent } from '../../event-log';
import type { LogFault } from '../../log-fault';
import { streamName } from '../../stream-name';
import { Any } from 'google-protobuf/google/protobuf/any_pb';
import { EPOCH_STREAM } from '../epoch';
import { EventStoreDbEventLog } from '../eventstoredb-event-log';

type AppendCall = ServerDuplexStream<BatchAppendReq, BatchAppendResp>;
type ReadCall = ServerWritableStream<ReadReq, ReadResp>;

/**
 * A server that speaks EventStoreDB's protocol and answers as a test says. It plays what a real server does only at bad
 * moments: silence, refusals, cuts. The rest is tested on a real one.
 */
export class ScriptedServer {
  /** Every append received, repetitions too. */
  readonly appends: BatchAppendReq[] = [];
  /** Every call that is open, and how many there have been. */
  readonly open = new Set<AppendCall | ReadCall>();
  appendCalls = 0;
  readCalls = 0;
  onAppend: (request: BatchAppendReq, call: AppendCall) => void = () => undefined;
  onRead: (request: ReadReq, call: ReadCall) => void = (_, call) => call.end();
  private server: Server | undefined;
  private port = 0;

  static async start(): Promise<ScriptedServer> {
    const scripted = new ScriptedServer();
    await scripted.listen();
    return scripted;
  }

  get url(): string {
    return `esdb://127.0.0.1:${this.port}?tls=false`;
  }

  /** Listens on the same port as before. */
  async listen(): Promise<void> {
    const server = new Server();
    server.addService(StreamsService, { batchAppend: this.batchAppend, read: this.read });
    this.port = await new Promise<number>((resolve, reject) => {
      server.bindAsync(`127.0.0.1:${this.port}`, ServerCredentials.createInsecure(), (error, port) =>
        error ? reject(error) : resolve(port),
      );
    });
    this.server = server;
  }

  /** Looks like `kill -9` from outside: every connection is cut, none is accepted. */
  kill(): void {
    this.server?.forceShutdown();
    this.open.clear();
  }

  private readonly batchAppend = (call: AppendCall): void => {
    this.appendCalls += 1;
    this.track(call);
    call.on('data', (request: BatchAppendReq) => {
      this.appends.push(request);
      this.onAppend(request, call);
    });
    call.on('end', () => call.end());
  };

  private readonly read = (call: ReadCall): void => {
    const stream = call.request.getOptions()?.getStream()?.getStreamIdentifier();
    if (stream && Buffer.from(stream.getStreamName_asU8()).toString() === EPOCH_STREAM) {
      call.write(new ReadResp().setStreamNotFound(new ReadResp.StreamNotFound().setStreamIdentifier(stream)));
      call.end();
      return;
    }
    this.readCalls += 1;
    this.track(call);
    this.onRead(call.request, call);
  };

  private track(call: AppendCall | ReadCall): void {
    this.open.add(call);
    call.on('cancelled', () => this.open.delete(call));
    call.on('error', () => this.open.delete(call));
  }
}

export function appendedResponse(request: BatchAppendReq, revision: number, place: number): BatchAppendResp {
  const success = new BatchAppendResp.Success().setCurrentRevision(String(revision));
  success.setPosition(new AllStreamPosition().setCommitPosition(String(place)).setPreparePosition(String(place)));
  return answer(request).setSuccess(success);
}

/** A success without a position. */
export function appendedSomewhere(request: BatchAppendReq, revision: number): BatchAppendResp {
  return answer(request).setSuccess(new BatchAppendResp.Success().setCurrentRevision(String(revision)));
}

export function errorResponse(request: BatchAppendReq, code: number, message: string): BatchAppendResp {
  return answer(request).setError(new Status().setCode(code).setMessage(message));
}

function answer(request: BatchAppendReq): BatchAppendResp {
  return new BatchAppendResp().setCorrelationId(request.getCorrelationId());
}

/** The answers of a real server (23.10) to a read, and to a subscription, from a position where no record begins. */
export const READ_FAILED = { code: 2, details: 'Unexpected ReadAllResult: Error' };
export const HANDLER_FAILED = { code: 2, details: 'Exception was thrown by handler.' };

export const CAUGHT_UP = new ReadResp().setCaughtUp(new ReadResp.CaughtUp());

/** Event `n` of a stream, at commit position 100 × n; ours unless its metadata says otherwise. */
export function eventResponse(
  n: number,
  { type = 'Noted', metadata = '{"commandId":"c","tenantId":"t"}' } = {},
): ReadResp {
  const recorded = new ReadResp.ReadEvent.RecordedEvent()
    .setId(new UUID().setString(randomUUID()))
    .setStreamIdentifier(new StreamIdentifier().setStreamName(Buffer.from('t.x-t.1')))
    .setStreamRevision(String(n))
    .setCommitPosition(String(100 * n))
    .setPreparePosition(String(100 * n))
    .setData(Buffer.from(`{"n":${n}}`))
    .setCustomMetadata(Buffer.from(metadata));
  recorded
    .getMetadataMap()
    .set('type', type)
    .set('created', '17000000000000000')
    .set('content-type', 'application/json');
  return new ReadResp().setEvent(new ReadResp.ReadEvent().setEvent(recorded).setNoPosition(new Empty()));
}

/** The revision or commit position at which a read was asked to begin; undefined for either end. */
export function beginning(request: ReadReq): number | undefined {
  const options = request.getOptions();
  const stream = options?.getStream();
  if (stream) return stream.hasRevision() ? Number(stream.getRevision()) : undefined;
  const all = options?.getAll()?.getPosition();
  return all && Number(all.getCommitPosition());
}

export const STREAM = streamName('t.x', 't', '1');

export function newEvent(text = ''): NewEvent {
  const id = randomUUID();
  return { id, type: 'Noted', data: `{"text":"${text}"}`, metadata: '{"commandId":"c","tenantId":"t"}' };
}

/** A server and a log on it, new for each test. */
export interface Stage {
  readonly server: ScriptedServer;
  readonly log: EventStoreDbEventLog;
  readonly faults: LogFault[];
}

export function stage(): () => Stage {
  let current: Stage;
  beforeEach(async () => {
    const server = await ScriptedServer.start();
    const faults: LogFault[] = [];
    const onFault = (fault: LogFault) => void faults.push(fault);
    const log = new EventStoreDbEventLog({ url: server.url, silenceMs: 700, giveUpAfterMs: 4_000, onFault });
    current = { server, log, faults };
  });
  afterEach(async () => {
    await current.log.close();
    current.server.kill();
  });
  return () => current;
}

/** A log that gives up after a second. */
export function quickToGiveUp(server: ScriptedServer): EventStoreDbEventLog {
  return new EventStoreDbEventLog({ url: server.url, silenceMs: 300, giveUpAfterMs: 1_000 });
}

export function conflictResponse(request: BatchAppendReq, actual: number): BatchAppendResp {
  const details = new Any();
  const conflicting = new WrongExpectedVersion().setCurrentStreamRevision(String(actual));
  details.pack(conflicting.serializeBinary(), 'event_store.client.WrongExpectedVersion');
  return answer(request).setError(new Status().setCode(6).setMessage('WrongExpectedVersion').setDetails(details));
}
