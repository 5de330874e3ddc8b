import type { OnEvent } from '#contracts/declare/on';

/** The recipient of a mail: an id. Address and name are looked up when it is sent. */
export type Addressee = { readonly accountId: string } | { readonly kind: string; readonly id: string };

/** The subject of a link, by an id that is no secret. The link's token is made from both at sending, and stored nowhere. */
export interface LinkReference {
  /** `invitation`: a token of one purpose is none of another. */
  readonly purpose: string;
  readonly id: string;
}

/** A mail to send. `data` is JSON without names and secrets: the outbox stores it unencrypted. */
export interface Message {
  readonly to: Addressee;
  /** The data of the mail's `templates`. */
  readonly template: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** The subject of the template's links with a token. */
  readonly link?: LinkReference;
}

/** A link into the platform: `path` begins with `/` and is joined to `PUBLIC_URL`; a token goes into its fragment. */
export interface MailLink {
  readonly label: string;
  readonly path: string;
  /** Whether `#token=…` is appended, made from the message's `link`. */
  readonly withToken?: true;
}

/** The first column names the rows. */
export interface MailTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** A picture among the mail's files. */
export interface MailPicture {
  /** The file's name. */
  readonly picture: string;
  /** What it shows, for readers without it. */
  readonly alt: string;
  /** In pixels of the page. */
  readonly width: number;
  readonly height: number;
}

/**
 * The text of a mail, in order: paragraphs, links, tables and pictures. None is markup: the HTML part is made from it,
 * escaped.
 */
export interface MailContent {
  readonly subject: string;
  readonly body: readonly (string | MailLink | MailTable | MailPicture)[];
  /**
   * The path at which a POST ends these mails to the recipient (RFC 8058), with `{token}` where the token of the
   * message's `link` goes: mail programs keep no fragment.
   */
  readonly unsubscribe?: string;
}

/** A file of a mail: shown in the text where a picture names it, attached otherwise. */
export interface MailFile {
  /** Unique in the mail: letters, digits and `. _ -`. */
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

/** The input of a template, which is pure. */
export interface MailGiven {
  /** The message's, and what was looked up with the recipient. */
  readonly data: Readonly<Record<string, unknown>>;
  readonly name: string | null;
  /** BCP 47; null where none is known. */
  readonly language: string | null;
}

export type MailTemplate = (given: MailGiven) => MailContent;

/** The mails that an event causes; null: none. */
type Caused = Message | readonly Message[] | null;

/** A kind of mail: its cause and its text. */
export interface Mail {
  /** `<service>.<name>`, permanent and unique in the platform: a new name begins at the log's head. */
  readonly name: string;
  readonly service: string;
  /** The event that causes it; none if handlers queue it. Events from before its introduction cause none. */
  readonly on: readonly OnEvent<Caused>[];
  readonly templates: Readonly<Record<string, MailTemplate>>;
}

const NAME = /^[a-z][a-z-]*\.[a-z][a-z0-9-]*$/;

/** Declares a mail. @throws TypeError for a name that is not its service's */
export function mail(declared: Mail): Mail {
  const { name, service } = declared;
  if (!NAME.test(name) || !name.startsWith(`${service}.`)) throw new TypeError(`${name} is no name of ${service}'s`);
  return declared;
}
