/** @alone kills its PostgreSQL under load */
import { describeEventLog } from '#libs/testing/event-log-conformance/describe-event-log';
import { postgresHarness } from '#libs/testing/event-log-conformance/postgres-harness';

describeEventLog('the event log in Postgres', postgresHarness);
