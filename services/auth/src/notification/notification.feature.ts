import type { Feature } from '#libs/runtime';
import { digestMail, notificationMail } from './notification.mail';

export const notificationMails: Feature = { wirings: [], mails: [notificationMail, digestMail] };
