import { eventTexts, type FedEvent } from './icalendar';

/** What the text of an event depends on. */
export interface TextVersion {
  readonly eventId: string;
  readonly revision: number;
  readonly domainName: string;
}

interface Kept extends TextVersion {
  readonly texts: readonly string[];
}

const MAX_CHARACTERS = 16_000_000;

/** The texts of events that were read last: a program reads a whole calendar every hour, and few of its events change. */
export class KeptTexts {
  private readonly kept = new Map<string, Kept>();
  private characters = 0;

  constructor(private readonly maxCharacters = MAX_CHARACTERS) {}

  find({ eventId, revision, domainName }: TextVersion): readonly string[] | undefined {
    const found = this.kept.get(eventId);
    return found?.revision === revision && found.domainName === domainName ? found.texts : undefined;
  }

  make(event: FedEvent & TextVersion): readonly string[] {
    const { eventId, revision, domainName } = event;
    const texts = eventTexts(event);
    this.drop(eventId);
    this.kept.set(eventId, { eventId, revision, domainName, texts });
    this.characters += lengthOf(texts);
    for (const oldest of this.kept.keys()) {
      if (this.characters <= this.maxCharacters) break;
      this.drop(oldest);
    }
    return texts;
  }

  private drop(eventId: string): void {
    this.characters -= lengthOf(this.kept.get(eventId)?.texts ?? []);
    this.kept.delete(eventId);
  }
}

const lengthOf = (texts: readonly string[]) => texts.reduce((sum, { length }) => sum + length, 0);
