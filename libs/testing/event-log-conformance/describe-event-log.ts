import { describeAppending } from './appending';
import type { EventLogHarness } from './harness';
import { describeOutages } from './outages';
import { describeRacing } from './racing';
import { describeReading } from './reading';
import { describeRepeating } from './repeating';
import { describeSubscribing } from './subscribing';
import { SuiteContext } from './suite-context';

/**
 * The conformance suite of every store, on a server that may hold other events and may be used by others. `start` is
 * called once, before the first test.
 */
export function describeEventLog(name: string, start: () => Promise<EventLogHarness>): void {
  describe(name, () => {
    let suite: SuiteContext;
    const context = () => suite;

    beforeAll(async () => {
      suite = await SuiteContext.start(await start());
    });
    afterEach(() => suite.closeOpened());
    afterAll(() => suite.end());

    describeAppending(context);
    describeRepeating(context);
    describeReading(context);
    describeSubscribing(context);
    describeRacing(context);
    describeOutages(context);
  });
}
