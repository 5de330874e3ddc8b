import type { Pool } from 'pg';
import type { ServiceParts } from '#libs/runtime';
import { CalendarFeeds } from './calendar-feed/calendar-feeds.store';
import { HrRaw } from './hr-delivery/hr-raw.store';
import { PeopleClient } from './hr-fetch/people-client.adapter';
import { HrSecrets } from './hr-source/hr-secrets.store';

export interface WorkflowSettings {
  readonly mode?: string;
  readonly publicUrl?: string;
  readonly host?: string;
  readonly port?: number;
  readonly clamdUrl?: string;
}

/** The parts that this service's commands and handlers are given. */
export interface WorkflowParts extends ServiceParts {
  readonly config: WorkflowSettings;
  readonly secretsDatabase: Pool;
  readonly calendarFeeds: CalendarFeeds;
  readonly hrSecrets: HrSecrets;
  readonly hrRaw: HrRaw;
  readonly peopleClient: PeopleClient;
}

/** @throws TypeError when the secret tables cannot be reached */
export function workflowParts(provided: ServiceParts): WorkflowParts {
  const { secretsDatabase, platformKeys, config } = provided;
  if (!secretsDatabase) throw new TypeError('workflow runs where its secret tables can be reached');
  return {
    ...provided,
    secretsDatabase,
    calendarFeeds: new CalendarFeeds(secretsDatabase),
    hrSecrets: new HrSecrets(secretsDatabase, platformKeys),
    hrRaw: new HrRaw(secretsDatabase, platformKeys),
    peopleClient: new PeopleClient(config),
  };
}
