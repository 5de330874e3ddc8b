/** The recipient whom a link names. */
export interface Subscriber {
  readonly scheduleId: string;
  readonly userId: string;
}

/** Of the links of reports. */
export const UNSUBSCRIBE_PURPOSE = 'report';

/** As the link of a mail names it. */
export const subscriptionId = ({ scheduleId, userId }: Subscriber): string => `${scheduleId}:${userId}`;

/** The reverse. */
export function subscriberOf(id: string): Subscriber {
  const [scheduleId = '', userId = ''] = id.split(':');
  return { scheduleId, userId };
}
