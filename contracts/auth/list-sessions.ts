import { Query } from '../declare/contract';
import { Choice, Flag, Id, Instant, List, Name, Text } from '../declare/fields';
import { ListRequest } from '../declare/list-request';
import { MAX_USER_AGENT } from '../values/user-agent';
import { SIGN_IN_METHODS, type SignInMethod } from './session-events';

/** A session that has not ended. */
export class MySession {
  @Id() id!: string;
  @Id({ nullable: true, description: 'The organisation acted in; null for a session without one' })
  organizationId!: string | null;
  @Choice(SIGN_IN_METHODS) method!: SignInMethod;
  @List(Name({ example: 'totp' }), { max: 10, description: 'The factors confirmed beside it' })
  factors!: readonly string[];
  @Instant() createdAt!: string;
  @Instant({ description: 'Of its start, or of the last refresh: each 15 minutes while in use' }) usedAt!: string;
  @Text({ max: MAX_USER_AGENT, nullable: true, example: 'Mozilla/5.0', description: 'As shown at sign-in' })
  userAgent!: string | null;
  @Text({ max: 64, nullable: true, example: '203.0.113.7', description: 'The network address at sign-in' })
  address!: string | null;
  @Flag({ description: 'The session of this request' }) current!: boolean;
}

/** In all organisations; by a password that an organisation set, those of that password alone. */
@Query({
  subject: 'auth.list-sessions',
  permission: 'self',
  route: 'GET /auth/sessions',
  summary: 'List your own sessions that have not ended',
  answers: MySession,
  list: { sort: ['createdAt'], order: '-createdAt' },
  platform: true,
})
export class ListSessions extends ListRequest {}
