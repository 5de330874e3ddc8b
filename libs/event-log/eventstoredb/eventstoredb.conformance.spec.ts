import { describeEventLog, eventStoreDbHarness } from '#libs/testing';

// Others may end the server and start it again while a test runs: it then waits until the server is back.
jest.setTimeout(240_000);

describeEventLog('the event log on EventStoreDB', eventStoreDbHarness);
