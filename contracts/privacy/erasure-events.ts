import { Event, type EventOptions } from '../declare/event';
import { Flag, Id, Name, Text } from '../declare/fields';

/**
 * The erasure of one subject: a stream `privacy.erasure` in the subject's tenant, named by the subject. It begins with
 * the event that an aggregate records (`erases` in its declaration); each step is recorded when it is done.
 */
export class ErasureFact {
  @Id({ description: 'An account, a membership, an employee: whose personal data are erased' }) subject!: string;
}

const declared = (action: string, summary: string): EventOptions<ErasureFact> => ({
  category: 'privacy.erasure',
  version: 1,
  entity: { type: 'erasure', id: 'subject' },
  action,
  summary,
});

/** Its line is in the list of erasures, which a restored backup is compared with. */
@Event<ErasureRequested>(declared('erasure.requested', 'The erasure of personal data was requested'))
export class ErasureRequested extends ErasureFact {
  static readonly type = 'ErasureRequested';
  @Name({ description: 'The type of the event that asked for it' }) cause!: string;
}

/** Nothing that was encrypted under it can be read from now on, in any backup of the log either. */
@Event<SubjectKeyDestroyed>(declared('erasure.key_destroyed', 'The key of personal data was destroyed'))
export class SubjectKeyDestroyed extends ErasureFact {
  static readonly type = 'SubjectKeyDestroyed';
}

/** Rows, stored files, mails and cached states of one service. */
@Event<SubjectDataRedacted>(declared('erasure.redacted', 'A service removed the personal data of its tables and files'))
export class SubjectDataRedacted extends ErasureFact {
  static readonly type = 'SubjectDataRedacted';
  @Text({ max: 41 }) service!: string;
}

/** Their files hold no dead rows of the subject any more. */
@Event<SubjectTablesRewritten>(declared('erasure.tables_rewritten', 'The tables of a service were rewritten'))
export class SubjectTablesRewritten extends ErasureFact {
  static readonly type = 'SubjectTablesRewritten';
  @Text({ max: 41 }) service!: string;
}

@Event<SubjectErased>({
  ...declared('erasure.completed', 'The erasure of personal data was completed'),
  implies: { status: 'erased' },
})
export class SubjectErased extends ErasureFact {
  static readonly type = 'SubjectErased';
  @Flag({ description: "The database's write-ahead log was not cleared: its login may not, or somebody keeps it" })
  walKept!: boolean;
}
