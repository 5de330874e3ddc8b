import { createHmac, randomBytes } from 'node:crypto';
import { v5 } from 'uuid';
import { newIdOf } from '#libs/event-sourcing';
import { keptSecret } from '#libs/runtime';
import type { Person, Scenario } from './scenario';

/** The namespace of the ids of the demo's commands. It is part of ids in the log: it never changes. */
const NAMESPACE = '6f0f3b52-6c1e-5d0a-9d57-3c1f6a5be1d4';

const PASSWORD = 'demo-password';

/** The same for each load, so that a step that was carried out before is not carried out again. */
export function demoCommandId(folder: string, step: string): string {
  return v5(`${folder}/${step}`, NAMESPACE);
}

/** The id of a demo account of the platform. */
export function demoAccountId(person: string): string {
  return newIdOf(demoCommandId('platform', person), 'account');
}

/** Made up by the first load and kept in the data directory, so that a later one can print it again. */
export function demoPassword(dataDir: string): Promise<string> {
  return keptSecret(dataDir, PASSWORD, () => randomBytes(18).toString('base64url'));
}

/** A secret as Standard Webhooks writes it, the same for each load: it follows from the password. */
export function demoSecret(password: string, name: string): string {
  return `whsec_${createHmac('sha256', password).update(name).digest('base64')}`;
}

export interface DemoAccount {
  readonly email: string;
  readonly password: string;
  readonly organization: string;
  readonly roles: string;
}

export function demoAccounts({ platform, organizations }: Scenario, password: string): readonly DemoAccount[] {
  const accounts = (people: Readonly<Record<string, Person>>, organization: string) =>
    Object.values(people).map(({ email, roles }) => ({ email, password, organization, roles: roles.join(', ') }));
  return [...accounts(platform, '-'), ...organizations.flatMap(({ name, people }) => accounts(people, name))];
}
