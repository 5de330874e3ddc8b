import { describeEventLog } from '#libs/testing/event-log-conformance/describe-event-log';
import { eventStoreDbHarness } from '#libs/testing/event-log-conformance/eventstoredb-harness';

// Others may restart the server while a test runs: the test then waits until the server is back.
jest.setTimeout(240_000);

describeEventLog('the event log on EventStoreDB', eventStoreDbHarness);
