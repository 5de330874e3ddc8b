import { ApplyAccess } from '#contracts/auth/apply-access';
import type { Created } from '#contracts/created';
import { Handles, type Dispatched, type Handler, type Outcome } from '#libs/runtime';
import { AccessPublication } from './access-publication.provider';

@Handles(ApplyAccess)
export class ApplyAccessHandler implements Handler<ApplyAccess, Created> {
  constructor(private readonly access: AccessPublication) {}

  async execute({ payload: { of, id }, context: { tenantId } }: Dispatched<ApplyAccess>): Promise<Outcome<Created>> {
    return { answer: { id, revision: await this.published(of, tenantId, id) } };
  }
  private published(of: ApplyAccess['of'], tenantId: string, id: string): Promise<number> {
    return of === 'account' ? this.access.account(id) : this.access[of](tenantId, id);
  }
}
