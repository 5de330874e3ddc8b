import { memberAccess, membersWith } from '#contracts/auth/member-access';
import { memberAddresses } from '#contracts/auth/member-addresses';
import { DomainError } from '#contracts/errors';
import type { LookUpRecipient, TokenOf } from '#libs/mail';
import type { ServiceParts } from '#libs/runtime';
import { ReportLinks } from './report-links.adapter';
import { reportSchedules } from './report-schedules';
import { loadReport } from './stored-report.store';
import { subscriberOf } from './subscriber';

/** The present address of a member who may read figures now, and the report. Nobody else gets it. */
export function reportRecipient({ commands, storage }: Pick<ServiceParts, 'commands' | 'storage'>): LookUpRecipient {
  return async ({ id, tenantId, data }) => {
    const member = (await commands.state(memberAddresses, tenantId, tenantId)).state.get(id);
    if (!member?.isActive || member.email === null) return null;
    const found = { address: member.email, name: null };
    const { state: access } = await commands.state(memberAccess, tenantId, tenantId);
    if (!storage || !membersWith(access, 'kpi.read').has(id)) return { ...found, wanted: false };
    try {
      const report = await loadReport(storage, tenantId, String(data['objectId']));
      return { ...found, data: { report }, files: report.files };
    } catch (error) {
      // Later reports have taken its place.
      if (error instanceof DomainError && error.code === 'NOT_FOUND') return { ...found, wanted: false };
      throw error;
    }
  };
}

/** None for somebody who has unsubscribed meanwhile, and for a schedule that is gone: the mail is not sent then. */
export function reportTokens({ commands, platformKeys }: Pick<ServiceParts, 'commands' | 'platformKeys'>): TokenOf {
  const links = new ReportLinks(platformKeys);
  return async ({ id }, { tenantId }) => {
    const subscriber = subscriberOf(id);
    const { state } = await commands.state(reportSchedules, tenantId, tenantId);
    if (!state.get(subscriber.scheduleId)?.recipients.includes(subscriber.userId)) return null;
    return links.tokenOf({ ...subscriber, tenantId });
  };
}
