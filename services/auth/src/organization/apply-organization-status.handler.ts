import { Inject } from '@nestjs/common';
import type { Pool } from 'pg';
import { ApplyOrganizationStatus } from '#contracts/auth/apply-organization-status';
import type { Created } from '#contracts/created';
import { publishAccess } from '#libs/identity';
import { Handles, SECRETS_DATABASE, type Dispatched, type Handler, type Outcome } from '#libs/runtime';

@Handles(ApplyOrganizationStatus)
export class ApplyOrganizationStatusHandler implements Handler<ApplyOrganizationStatus, Created> {
  constructor(@Inject(SECRETS_DATABASE) private readonly database: Pool) {}

  async execute({ payload }: Dispatched<ApplyOrganizationStatus>): Promise<Outcome<Created>> {
    const { organizationId: id, status, revision } = payload;
    await publishAccess(this.database, [
      { kind: 'organization', id, version: revision, ended: status === 'suspended' },
    ]);
    return { answer: { id, revision } };
  }
}
