import { on } from '#contracts/declare/on';
import { NotificationDigestMade, NotificationRaised } from '#contracts/workflow/notification-events';
import { mail } from '#libs/mail';

/** The longest line of a digest, in characters: the data of a mail is bounded. */
const MAX_LINE = 100;

const SEE = { label: 'See your notifications', path: '/notifications' };
const CHOOSE = { label: 'Choose what is mailed to you', path: '/notification-preferences' };

/** `kinds` decide at sending whether the user still wants it. */
export const notificationMail = mail({
  name: 'auth.notification',
  service: 'auth',
  on: [
    on(NotificationRaised, ({ data: { userId, kind, title, text, late, forUserId, mail: choice } }) =>
      choice === 'at_once'
        ? {
            to: { kind: 'membership', id: userId },
            template: 'one',
            data: { kinds: [kind], title, text, late, forUserId },
          }
        : null,
    ),
  ],
  templates: {
    one: ({ name, data }) => ({
      subject: `${String(data['organization'])}: ${String(data['title'])}`,
      body: [
        greeting(name),
        String(data['title']),
        ...(typeof data['forUserId'] === 'string' ? [`You stand in for ${absentName(data, data['forUserId'])}.`] : []),
        ...(typeof data['text'] === 'string' ? [data['text']] : []),
        ...(data['late'] === true ? ['This comes late: it was due before.'] : []),
        SEE,
        CHOOSE,
      ],
    }),
  },
});

export const digestMail = mail({
  name: 'auth.notification-digest',
  service: 'auth',
  on: [
    on(NotificationDigestMade, ({ data: { userId, lines, more } }) =>
      lines.length === 0
        ? null
        : {
            to: { kind: 'membership', id: userId },
            template: 'day',
            data: {
              kinds: [...new Set(lines.map(({ kind }) => kind))],
              titles: lines.map(({ title }) => [...title].slice(0, MAX_LINE).join('')),
              forUserIds: lines.map(({ forUserId }) => forUserId),
              more,
            },
          },
    ),
  ],
  templates: {
    day: ({ name, data }) => {
      const titles = data['titles'] as readonly string[];
      const more = Number(data['more']);
      const forUserIds = data['forUserIds'] as readonly (string | null)[];
      const line = (title: string, at: number) => {
        const forUserId = forUserIds[at] ?? null;
        return forUserId === null ? `- ${title}` : `- ${title} (for ${absentName(data, forUserId)})`;
      };
      return {
        subject: `${String(data['organization'])}: ${titles.length + more} notifications`,
        body: [greeting(name), titles.map(line).join('\n'), ...(more > 0 ? [`And ${more} more.`] : []), SEE, CHOOSE],
      };
    },
  },
});

const greeting = (name: string | null) => (name === null ? 'Hello,' : `Hello ${name},`);

/** Looked up when the mail is sent: no row holds a name. */
const absentName = (data: Readonly<Record<string, unknown>>, userId: string) =>
  String((data['absent'] as Readonly<Record<string, string>>)[userId]);
