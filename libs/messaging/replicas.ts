/** The subject on which each replica of a service is asked about a request that has no answer yet. */
export function inquiriesOf(service: string): string {
  return `${service}.inquiries`;
}

/** The subject on which one replica alone takes the requests of a contract; `*`: of any replica, for permissions. */
export function subjectAt(subject: string, replica: string): string {
  return `${subject}.at.${replica}`;
}

/** The subjects on which a request of a contract is sent again. */
export function repeatedOn({ service, subject }: { readonly service: string; readonly subject: string }): string[] {
  return [subjectAt(subject, '*'), inquiriesOf(service)];
}

/** The question about a request, as its first sending has named it. */
export interface Inquiry {
  readonly subject: string;
  /** The subject of its replies. */
  readonly inbox: string;
}

/** The replica that answers is at work on the request, or would take it. */
export type InquiryAnswer = { readonly working: true } | { readonly replica: string };

/** @returns undefined for a body that no sender of ours writes */
export function readInquiry(body: unknown): Inquiry | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const { subject, inbox } = body as Partial<Record<keyof Inquiry, unknown>>;
  return typeof subject === 'string' && typeof inbox === 'string' ? { subject, inbox } : undefined;
}

const REPLICA = /^[0-9a-f]{1,32}$/;

/** @returns undefined for a body that no service of ours writes */
export function readInquiryAnswer(body: unknown): InquiryAnswer | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const { working, replica } = body as { readonly working?: unknown; readonly replica?: unknown };
  if (working === true) return { working };
  return typeof replica === 'string' && REPLICA.test(replica) ? { replica } : undefined;
}
