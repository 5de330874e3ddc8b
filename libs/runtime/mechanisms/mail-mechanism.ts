import { join } from 'node:path';
import type { PersonalStore } from '#libs/erasure';
import {
  type LookUpRecipient,
  type TokenOf,
  type MailTransport,
  type Mails,
  Outbox,
  fileTransport,
  mailMigrations,
  openMails,
  removeMailFiles,
  smtpTransport,
} from '#libs/mail';
import type { ServiceDefinition } from '../feature/feature';
import type { HostedService, Mechanism, MechanismGiven } from './mechanism';

const TIMEOUT_MS = 30_000;
const FROM = 'OpsLedger <opsledger@localhost>';

export const mailMechanism: Mechanism = {
  name: 'mail',
  migrations: mailMigrations,
  open(given) {
    const mails = given.services.flatMap(({ definition }) => mailsOf(definition));
    const recipient = recipientOf(given.services);
    const tokens = tokensOf(given.services);
    let opened: Mails | undefined;
    return {
      personalStores: [mailsOfPersons(given)],
      async start({ url }) {
        const codec = given.services[0]?.parts.codec;
        if (mails.length === 0 || !codec) return;
        const { configuration, platform, feed, onFault } = given;
        opened = openMails({
          mails,
          pool: platform.projectorPool,
          log: platform.log,
          feed,
          codec,
          transport: transportOf(given),
          recipient,
          tokens,
          publicUrl: configuration.publicUrl ?? url,
          onFault,
          onForgotten: (ids) => removeMailFiles(folderOf(given), ids),
          timeoutMs: TIMEOUT_MS,
        });
        await opened.start();
      },
      stop: async () => opened?.stop(),
      gauges: async () =>
        ((await opened?.gauges()) ?? []).flatMap(({ mail, queued, late, failed }) => [
          { name: 'mails_queued', help: 'Mails that wait to be sent', labels: { mail }, value: queued },
          { name: 'mails_late', help: 'Mails queued for more than five minutes', labels: { mail }, value: late },
          { name: 'mails_failed', help: 'Mails that were given up', labels: { mail }, value: failed },
        ]),
    };
  },
};

/**
 * The recipients of each mail, from its own service: in a deployment of one process per service there is no other.
 * @throws TypeError for a service that has mails and no `mailRecipient`
 */
function recipientOf(services: readonly HostedService[]): LookUpRecipient {
  const lookups = new Map<string, LookUpRecipient>();
  for (const { definition, parts } of services) {
    const [mail] = mailsOf(definition);
    if (!mail) continue;
    if (!definition.mailRecipient) {
      throw new TypeError(`${definition.name} has the mail ${mail.name} and no \`mailRecipient\``);
    }
    lookups.set(definition.name, definition.mailRecipient(parts));
  }
  return (of) => {
    const lookUp = lookups.get(serviceOf(of.mail));
    if (!lookUp) throw new TypeError(`no service of this process has the mail ${of.mail}`);
    return lookUp(of);
  };
}

/** The tokens of each mail's links, likewise. */
function tokensOf(services: readonly HostedService[]): TokenOf {
  const makers = new Map(
    services.flatMap(({ definition, parts }) =>
      definition.mailTokens && mailsOf(definition).length > 0
        ? [[definition.name, definition.mailTokens(parts)] as const]
        : [],
    ),
  );
  return (link, of) => {
    const make = makers.get(serviceOf(of.mail));
    if (!make) throw new TypeError(`${of.mail} has a link, and its service has no \`mailTokens\``);
    return make(link, of);
  };
}

const serviceOf = (mail: string) => mail.slice(0, mail.indexOf('.'));

const mailsOf = ({ features }: ServiceDefinition) => features.flatMap(({ mails = [] }) => mails);

/** Sent ones too: without a mail server they are files here. */
function mailsOfPersons(given: MechanismGiven): PersonalStore {
  const outbox = new Outbox(given.platform.projectorPool);
  return {
    name: 'mail',
    erase: async ({ subject }) => removeMailFiles(folderOf(given), await outbox.erase(subject)),
    tables: [],
  };
}

const FOLDER = 'mail';

const folderOf = ({ configuration }: MechanismGiven) => join(configuration.dataDir, FOLDER);

function transportOf({ configuration, logger }: MechanismGiven): MailTransport {
  const { smtpUrl, smtpFrom, dataDir } = configuration;
  if (smtpUrl !== undefined) return smtpTransport({ url: smtpUrl, from: smtpFrom ?? FROM, timeoutMs: TIMEOUT_MS });
  return fileTransport({
    directory: join(dataDir, FOLDER),
    from: smtpFrom ?? FROM,
    onWritten: (path) => logger.info({ path }, 'a mail was written to a file, since SMTP_URL is not set'),
  });
}
