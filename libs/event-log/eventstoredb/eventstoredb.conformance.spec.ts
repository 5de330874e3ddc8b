import { describeEventLog, eventStoreDbHarness } from '#libs/testing';

describeEventLog('the event log on EventStoreDB', eventStoreDbHarness);
