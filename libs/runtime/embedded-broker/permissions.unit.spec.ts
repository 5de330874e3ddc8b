import { OpenReplies, PermissionCheck } from './permissions';

it('allows everything by default', () => {
  const check = new PermissionCheck();
  expect(check.restrictsPublishing).toBe(false);
  expect(check.mayPublish('a.b')).toBe(true);
  expect(check.maySubscribe('>', undefined)).toBe(true);
});

it('denies everything for an empty list', () => {
  const check = new PermissionCheck({ publish: { allow: [] }, subscribe: { allow: [] } });
  expect(check.mayPublish('a')).toBe(false);
  expect(check.maySubscribe('a', undefined)).toBe(false);
});

it('lets a user that may only answer publish nothing of its own', () => {
  expect(new PermissionCheck({ allowResponses: true }).mayPublish('a')).toBe(false);
  expect(new PermissionCheck({ allowResponses: true, publish: { deny: ['b'] } }).mayPublish('a')).toBe(false);
});

it('refuses a subscription that is wider than the allowed subjects', () => {
  const check = new PermissionCheck({ subscribe: { allow: ['b.*'] } });
  expect(check.maySubscribe('b.x', undefined)).toBe(true);
  expect(check.maySubscribe('b.*', undefined)).toBe(true);
  for (const wider of ['b.>', '>', '*.x', '*', 'b.x.y']) expect(check.maySubscribe(wider, undefined)).toBe(false);
});

it('lets a denial win, and checks the messages of a wildcard that is wider than it', () => {
  const check = new PermissionCheck({ subscribe: { allow: ['b.>'], deny: ['b.hidden.*'] } });
  expect(check.maySubscribe('b.hidden.x', undefined)).toBe(false);
  expect(check.maySubscribe('b.>', undefined)).toBe(true);
  expect(check.mustFilter('b.>')).toBe(true);
  expect(check.mustFilter('b.x')).toBe(false);
  expect(check.mayReceive('b.hidden.x')).toBe(false);
  expect(check.mayReceive('b.open')).toBe(true);
});

it('keeps a queue group to its name', () => {
  const check = new PermissionCheck({ subscribe: { allow: ['q.> workers', 'both', 'both v1.*'] } });
  expect(check.maySubscribe('q.x', 'workers')).toBe(true);
  expect(check.maySubscribe('q.x', 'others')).toBe(false);
  expect(check.maySubscribe('q.x', undefined)).toBe(false);
  expect(check.maySubscribe('both', undefined)).toBe(true);
  expect(check.maySubscribe('both', 'v1.a')).toBe(true);
  expect(check.maySubscribe('both', 'v2')).toBe(false);
});

it('names an entry that is not a pattern', () => {
  expect(() => new PermissionCheck({ publish: { allow: ['a..b'] } })).toThrow('a..b');
  expect(() => new PermissionCheck({ subscribe: { allow: ['a b c'] } })).toThrow('a b c');
});

it('caches the answers for subjects, and drops them when they are too many', () => {
  const check = new PermissionCheck({ publish: { allow: ['a.*'], deny: ['a.no'] } });
  for (let round = 0; round < 2; round++) {
    for (let each = 0; each < 3_000; each++) expect(check.mayPublish(`a.${each}`)).toBe(true);
    expect(check.mayPublish('a.no')).toBe(false);
    expect(check.mayPublish('b.x')).toBe(false);
  }
});

describe('the replies that are owed', () => {
  it('may be sent so often, and for so long', () => {
    const replies = new OpenReplies({ max: 2, expiresMs: 100 });
    replies.note('r', 1_000);
    expect([1_050, 1_060, 1_070].map((now) => replies.take('r', now))).toEqual([true, true, false]);
    replies.note('r', 2_000);
    expect(replies.take('r', 2_100)).toBe(false);
    expect(replies.take('other', 2_000)).toBe(false);
  });

  it('are dropped when their time is over, used or not', () => {
    const replies = new OpenReplies({ max: 1, expiresMs: 100 });
    for (let each = 0; each < 1_000; each++) replies.note(`r${each}`, each);
    expect(replies.size).toBe(100);
    replies.note('again', 999);
    replies.note('again', 1_050);
    replies.note('last', 1_120);
    expect(replies.take('again', 1_120)).toBe(true);
  });
});
