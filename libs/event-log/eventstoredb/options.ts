import type { LogFault } from '../log-fault';

export interface EventStoreDbOptions {
  /** `esdb://…` or `esdb+discover://…`, with credentials and TLS options as the official client reads them. */
  readonly url: string;
  /** How long an append or a read is tried before `LogUnavailable`. Default 10,000. */
  readonly giveUpAfterMs?: number;
  /** How long one attempt may go unanswered before another connection is tried. Default 3,000. */
  readonly silenceMs?: number;
  readonly onFault?: (fault: LogFault) => void;
}
