import { AccountLocked, NewDeviceSignedIn } from '#contracts/auth/account-events';
import { on } from '#contracts/declare/on';
import { mail, type MailTemplate } from '#libs/mail';

const greeting = (name: string | null) => (name === null ? 'Hello,' : `Hello ${name},`);
const FORGOT = { label: 'Set a new password', path: '/forgot-password' };

const newDevice: MailTemplate = ({ name }) => ({
  subject: 'A new device signed in to your OpsLedger account',
  body: [
    greeting(name),
    'Somebody signed in to your account from a device or browser that it was not used with before.',
    'If it was you, there is nothing to do. If it was not, set a new password now: all sessions end with it.',
    FORGOT,
  ],
});

const locked: MailTemplate = ({ name }) => ({
  subject: 'Your OpsLedger account is locked for a while',
  body: [
    greeting(name),
    'A wrong password was entered for your account several times, so it takes no sign-in for 15 minutes. Browsers that you signed in with before are not affected, nor are open sessions.',
    'If it was not you, nobody came in; a new password opens the account at once:',
    FORGOT,
  ],
});

const deviceLocked: MailTemplate = ({ name }) => ({
  subject: 'Your OpsLedger account is locked for one browser',
  body: [
    greeting(name),
    'A wrong password was entered several times in a browser that you signed in with before, so that browser takes no sign-in for 15 minutes. Open sessions are not affected.',
    'If it was not you, set a new password:',
    FORGOT,
  ],
});

const lockedForGood: MailTemplate = ({ name }) => ({
  subject: 'Your OpsLedger account is locked',
  body: [
    greeting(name),
    'A wrong password was entered for your account a hundred times in a row. Only a new password opens it:',
    FORGOT,
  ],
});

/** To the person, at the address on file. */
export const signInNoticeMail = mail({
  name: 'auth.sign-in-notice',
  service: 'auth',
  on: [
    on(NewDeviceSignedIn, ({ data: { accountId } }) => ({ to: { accountId }, template: 'newDevice', data: {} })),
    on(AccountLocked, ({ data }) => ({ to: { accountId: data.accountId }, template: templateOf(data), data: {} })),
  ],
  templates: { newDevice, locked, deviceLocked, lockedForGood },
});

function templateOf({ of, untilReset }: Pick<AccountLocked, 'of' | 'untilReset'>): string {
  if (untilReset) return 'lockedForGood';
  return of === 'device' ? 'deviceLocked' : 'locked';
}
