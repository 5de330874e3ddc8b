import type { OnEvent } from '#contracts/declare/on';

/** To whom a mail goes: an id. Address and name are looked up when it is sent. */
export type Addressee = { readonly accountId: string } | { readonly kind: string; readonly id: string };

/** A mail that is wanted. `data` is JSON that names no person and holds no secret: the outbox keeps it in plain. */
export interface Message {
  readonly to: Addressee;
  /** Of the mail's `templates`. */
  readonly template: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** Of what the link's token is made when it is sent; no secret itself. */
  readonly reference?: string;
}

/** A link on the platform: `path` begins with `/` and is joined to `PUBLIC_URL`; a token stands in its fragment. */
export interface MailLink {
  readonly label: string;
  readonly path: string;
  /** Whether `#token=…` is appended, made of the message's `reference`. */
  readonly withToken?: true;
}

/** Text of a mail, in order: paragraphs and links. Neither is markup: the HTML part is made of it, escaped. */
export interface MailContent {
  readonly subject: string;
  readonly body: readonly (string | MailLink)[];
}

/** What a template is given; pure. */
export interface MailGiven {
  readonly data: Readonly<Record<string, unknown>>;
  readonly name: string | null;
  /** BCP 47; null where none is known. */
  readonly language: string | null;
}

export type MailTemplate = (given: MailGiven) => MailContent;

/** The mails that an event causes; null: none. */
type Caused = Message | readonly Message[] | null;

/** A kind of mail: what causes it, and how it reads. */
export interface Mail {
  /** `<service>.<name>`, for good and unique in the platform: under another name it begins at the log's head. */
  readonly name: string;
  readonly service: string;
  /** What of the log causes it; none where handlers queue it. Events of before it was introduced cause nothing. */
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
