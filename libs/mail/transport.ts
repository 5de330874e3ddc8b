import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import type { MailFile } from './mail';
import { contentIdOf, type Rendered } from './rendering';

/** A mail with its envelope. */
export interface OutgoingMail extends Rendered {
  readonly id: string;
  readonly to: { readonly address: string; readonly name: string };
  readonly messageId: string;
  /** The time of queueing: a second sending has the same date. */
  readonly date: Date;
  readonly files: readonly MailFile[];
}

/** Hands a mail over; rejects unless the server has certainly accepted it. */
export type MailTransport = (mail: OutgoingMail) => Promise<void>;

export interface SmtpOptions {
  /** `SMTP_URL`: `smtp://user:password@host:587`, `smtps://host:465`. */
  readonly url: string;
  /** `SMTP_FROM`. */
  readonly from: string;
  /** The time-out of one mail, in milliseconds. */
  readonly timeoutMs: number;
}

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** One connection for each mail: a hanging one delays no other mail. */
export function smtpTransport({ url, from, timeoutMs }: SmtpOptions): MailTransport {
  const { protocol, hostname, port, username, password } = new URL(url);
  const secure = protocol === 'smtps:';
  const auth = username && { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } };
  const transport = createTransport({
    host: hostname,
    port: port ? Number(port) : secure ? 465 : 587,
    secure,
    // The password is sent only to a server with a valid certificate.
    requireTLS: Boolean(username) && !LOOPBACK.test(hostname),
    ...auth,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    dnsTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return async (mail) => {
    await within(timeoutMs, transport.sendMail(messageOf(mail, from)));
  };
}

export interface FileOptions {
  readonly directory: string;
  readonly from: string;
  /** Called with each file. */
  readonly onWritten: (path: string) => void;
}

/** Without a mail server: one file per mail, named by its id, so a second sending writes the same file. */
export function fileTransport({ directory, from, onWritten }: FileOptions): MailTransport {
  const composer = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
  return async (mail) => {
    const { message } = await composer.sendMail(messageOf(mail, from));
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const path = join(directory, `${mail.id}.eml`);
    await writeFile(`${path}.part`, message as Buffer, { mode: 0o600 });
    await rename(`${path}.part`, path);
    onWritten(path);
  };
}

/** Removes the files of mails. Removing a missing one changes nothing. */
export async function removeMailFiles(directory: string, ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    for (const ending of ['eml', 'eml.part']) await rm(join(directory, `${id}.${ending}`), { force: true });
  }
}

function messageOf(mail: OutgoingMail, from: string) {
  const { to, subject, text, html, messageId, date, files } = mail;
  return {
    from,
    to,
    subject,
    text,
    html,
    messageId,
    date,
    ...(files.length > 0 && { attachments: files.map((file) => attachmentOf(file, mail)) }),
    // `Auto-Submitted` tells automatic responders not to answer.
    headers: { 'Auto-Submitted': 'auto-generated', ...unsubscribing(mail) },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** RFC 8058: a mail program unsubscribes with one POST. */
function unsubscribing({ unsubscribeUrl }: Rendered): Readonly<Record<string, string>> {
  if (unsubscribeUrl === null) return {};
  return { 'List-Unsubscribe': `<${unsubscribeUrl}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' };
}

function attachmentOf({ name: filename, mediaType: contentType, bytes }: MailFile, { pictures }: Rendered) {
  const file = { filename, contentType, content: Buffer.from(bytes) };
  if (!pictures.includes(filename)) return { ...file, contentDisposition: 'attachment' as const };
  return { ...file, cid: contentIdOf(filename), contentDisposition: 'inline' as const };
}

/** Cuts off a server that keeps talking as well as a silent one. */
async function within<Result>(timeoutMs: number, work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(Object.assign(new Error('the mail server is too slow'), { code: 'ETIMEDOUT' })),
      timeoutMs,
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
