/** @alone kills its PostgreSQL under load */
import { describeEventLog, postgresHarness } from '#libs/testing';

describeEventLog('the event log in Postgres', postgresHarness);
