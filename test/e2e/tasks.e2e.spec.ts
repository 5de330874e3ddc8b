import { randomBytes } from 'node:crypto';
import { MAX_ATTACHMENT_BYTES } from '#contracts/workflow/task-events';
import { eventually } from '#libs/testing/eventually';
import type { HttpClient } from '#libs/testing/http-client';
import { created, organizationOn, PASSWORD, signIn, type TestOrganization } from '#libs/testing/organization';
import { sharedPlatform } from '#libs/testing/shared-platform';

/** Tasks, calendar, feeds and attachments over HTTP, as a member of a domain and as a stranger to it. */

interface Task {
  readonly id: string;
  readonly dueOn: string | null;
  readonly status: string;
  readonly comments: readonly { readonly text: string }[];
}
interface Rows<Row> {
  readonly items: readonly Row[];
}

const opsledger = sharedPlatform();
let organization: TestOrganization;
let member: { readonly id: string; readonly client: HttpClient };
let stranger: { readonly id: string; readonly client: HttpClient };
let domainId: string;

beforeAll(async () => {
  organization = await organizationOn(opsledger);
  const { admin } = organization;
  [member, stranger] = await Promise.all([user('grace'), user('mary')]);
  ({ id: domainId } = await created(admin.post('domains', { name: 'Fire safety', ownerId: member.id })));
});

async function user(name: string) {
  const email = `${name}@${organization.slug}.test`;
  const { id } = await created(
    organization.admin.post('users', { email, name, password: PASSWORD, roles: ['viewer'] }),
  );
  return { id, client: await signIn(opsledger.http, email) };
}

const task = (more: object = {}) =>
  created<{ id: string }>(member.client.post('tasks', { domainId, title: 'Inspect the fire doors', ...more }));

describe('a task', () => {
  it('is seen and changed by the members of its domain and by administrators, and is missing for others', async () => {
    const { id } = await task({ assigneeId: member.id });
    expect((await member.client.post(`tasks/${id}/comments`, { text: 'The second door sticks.' })).status).toBe(201);
    for (const client of [member.client, organization.admin]) {
      const { status, body, headers } = await client.get<Task>(`tasks/${id}`);
      expect([status, body.comments.length, headers.get('etag')]).toEqual([200, 1, expect.any(String)]);
    }
    expect((await stranger.client.get(`tasks/${id}`)).status).toBe(404);
    expect((await stranger.client.patch(`tasks/${id}`, { title: 'Mine' })).status).toBe(404);
    expect((await stranger.client.post('tasks', { domainId, title: 'Mine' })).status).toBe(404);
    expect((await stranger.client.get<Rows<Task>>('tasks')).body.items).toEqual([]);
    expect((await organization.admin.patch(`tasks/${id}`, { assigneeId: stranger.id })).status).toBe(404);
  });

  it('loses a comment by its author or whoever manages its domain, and by no other member', async () => {
    const { admin } = organization;
    const other = await user('edith');
    await admin.put(`domains/${domainId}/members`, { members: [member.id, other.id] });
    const { id } = await task();
    const comment = async (client: HttpClient) =>
      (await created<{ commentId: string }>(client.post(`tasks/${id}/comments`, { text: 'Sticks.' }))).commentId;
    const remove = async (client: HttpClient, commentId: string) =>
      (await client.request('DELETE', `tasks/${id}/comments/${commentId}`)).status;
    const [first, second, third] = [
      await comment(member.client),
      await comment(other.client),
      await comment(other.client),
    ];
    expect(await remove(stranger.client, first)).toBe(404);
    expect(await remove(other.client, first)).toBe(403);
    // The member owns the domain.
    expect([await remove(member.client, first), await remove(member.client, second)]).toEqual([200, 200]);
    expect([await remove(admin, third), await remove(admin, third)]).toEqual([200, 404]);
    expect((await member.client.get<Task>(`tasks/${id}`)).body.comments).toEqual([]);
  });

  it('of a series is followed by one, also when it is completed twice', async () => {
    const { id: seriesId } = await task({ dueOn: '2026-09-26', recurrence: 'FREQ=DAILY' });
    const dues = async () =>
      (await member.client.get<Rows<Task>>(`tasks?seriesId=${seriesId}&sort=dueOn`)).body.items.map(
        ({ dueOn, status }) => [dueOn, status],
      );
    await Promise.all([1, 2].map(() => member.client.post(`tasks/${seriesId}/complete`, {})));
    await eventually(async () => (await dues()).length === 2);
    const second = (await member.client.get<Rows<Task>>(`tasks?seriesId=${seriesId}&open=true`)).body.items[0];
    await member.client.post(`tasks/${second?.id}/complete`, {});
    await eventually(async () => (await dues()).length === 3);
    expect(await dues()).toEqual([
      ['2026-09-26', 'done'],
      ['2026-09-27', 'done'],
      ['2026-09-28', 'todo'],
    ]);
  });

  it.each(['FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30', 'FREQ=SECONDLY'])('is refused with %s', async (recurrence) => {
    const { status, body } = await member.client.post<{ code: string }>('tasks', { domainId, title: 'x', recurrence });
    expect([status, body.code]).toEqual([422, 'NO_OCCURRENCE']);
  });
});

describe('an attachment', () => {
  const attach = (taskId: string, name: string, bytes: string | Buffer, as = member.client) => {
    const form = new FormData();
    form.append('file', new Blob([bytes], { type: 'image/png' }), name);
    return as.upload<{ attachmentId: string; code: string }>(`tasks/${taskId}/attachments`, form);
  };
  const download = (id: string, as = member.client) =>
    fetch(`${opsledger.url}/api/v1/attachments/${id}`, { headers: { authorization: `Bearer ${as.token}` } });

  /** Its row is there soon after the answer. */
  const downloaded = (id: string) =>
    eventually(async () => {
      const found = await download(id);
      if (found.status !== 200) throw new Error(`reading an attachment: ${found.status}`);
      return found;
    });

  it('comes back as it was, part by part, to members alone', async () => {
    const { id } = await task();
    const bytes = Buffer.concat([Buffer.from('\u0089PNG\r\n\u001a\n', 'latin1'), randomBytes(1_000_000)]);
    const { body } = await attach(id, 'plan ä.png', bytes);
    const answer = await downloaded(body.attachmentId);
    expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'image/png',
      'content-length': String(bytes.length),
      'content-disposition': `inline; filename="plan _.png"; filename*=UTF-8''plan%20%C3%A4.png`,
      'x-content-type-options': 'nosniff',
    });
    expect((await download(body.attachmentId, stranger.client)).status).toBe(404);
    await member.client.request('DELETE', `tasks/${id}`);
    await eventually(async () => (await download(body.attachmentId)).status === 404);
  });

  it.each([
    ['an SVG', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'],
    ['a page', '<!doctype html><script>alert(1)</script>'],
  ])('that is %s named as a picture is a download in a sandbox', async (_, text) => {
    const { body } = await attach((await task()).id, 'logo.png', text);
    const answer = await downloaded(body.attachmentId);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': expect.stringMatching(/^attachment;/) as string,
      'content-security-policy': 'sandbox',
      'x-content-type-options': 'nosniff',
    });
  });

  it('of one byte more than it may have is refused, and so is one of a task that is missing', async () => {
    const { id } = await task();
    expect((await attach(id, 'large.pdf', Buffer.alloc(MAX_ATTACHMENT_BYTES + 1))).status).toBe(413);
    expect((await attach(id, 'x.pdf', '%PDF-1.7', stranger.client)).status).toBe(404);
    expect((await attach('nothing', 'x.pdf', '%PDF-1.7')).status).toBe(404);
    expect((await member.client.get<{ attachments: unknown[] }>(`tasks/${id}`)).body.attachments).toEqual([]);
  });
});

describe('a calendar feed', () => {
  const at = (address: string) => fetch(`${opsledger.url}${new URL(address).pathname}`);

  it('shows the events of the domains of its owner, and ends with it', async () => {
    const { client } = member;
    const times = { startsAt: '2026-03-23T08:00:00.000Z', endsAt: '2026-03-23T08:15:00.000Z' };
    const event = { title: 'Handover, all', ...times, timeZone: 'Europe/Berlin', recurrence: 'FREQ=WEEKLY;BYDAY=MO' };
    const { id } = await created(client.post('events', { domainId, ...event }));
    const { id: feedId, url } = await created<{ id: string; url: string }>(client.post('calendar-feeds', {}));
    const { url: other } = await created<{ url: string }>(stranger.client.post('calendar-feeds', {}));
    const text = await eventually(async () => {
      const answer = await at(url);
      const read = await answer.text();
      if (!read.includes('VEVENT')) throw new Error(read);
      return read;
    });
    expect(text).toContain('SUMMARY:Handover\\, all\r\n');
    expect(text).toContain('DTSTART;TZID=Europe/Berlin:20260323T090000\r\n');
    expect(await (await at(other)).text()).not.toContain('VEVENT');
    const day = `events/${id}/occurrences/2026-03-30`;
    expect((await client.patch(day, { startsAt: '2026-03-30T12:00:00.000Z' })).status).toBe(200);
    expect((await client.request('DELETE', `events/${id}/occurrences/2026-04-06`)).status).toBe(200);
    await eventually(async () => {
      const lines = (await (await at(url)).text()).split('\r\n');
      const moved = lines.indexOf('RECURRENCE-ID;TZID=Europe/Berlin:20260330T090000');
      const canceled = lines.indexOf('RECURRENCE-ID;TZID=Europe/Berlin:20260406T090000');
      return (
        lines[moved + 1] === 'DTSTART;TZID=Europe/Berlin:20260330T140000' &&
        canceled > 0 &&
        lines.filter((line) => line === 'SEQUENCE:2').length === 3
      );
    });
    await client.request('DELETE', `events/${id}`);
    await eventually(async () => (await (await at(url)).text()).includes('STATUS:CANCELLED\r\n'));
    const { body: listed } = await client.get<Rows<{ id: string }>>('calendar-feeds');
    expect([listed.items.map((feed) => feed.id), JSON.stringify(listed).includes(url)]).toEqual([[feedId], false]);
    expect((await client.request('DELETE', `calendar-feeds/${feedId}`)).status).toBe(200);
    expect((await at(url)).status).toBe(404);
    await organization.admin.post(`users/${stranger.id}/deactivate`, {});
    expect((await at(other)).status).toBe(404);
  });

  it('ends at the instant of the leave of its owner', async () => {
    const { admin } = organization;
    const { id: userId, client } = await user('alan');
    const { url } = await created<{ url: string }>(client.post('calendar-feeds', {}));
    expect((await at(url)).status).toBe(200);
    const person = { firstName: 'Alan', lastName: 'Turing', startsOn: '2026-01-01' };
    const { id: employeeId } = await created(admin.post('employees', person));
    expect((await admin.put(`employees/${employeeId}/user`, { userId })).status).toBe(200);
    expect((await at(url)).status).toBe(200);
    expect((await admin.post(`employees/${employeeId}/terminate`, { lastDay: '2026-06-30' })).status).toBe(200);
    expect((await at(url)).status).toBe(404);
  });

  it('shows each day of a series between two days', async () => {
    const event = { domainId, title: 'Drill', date: '2026-05-04', recurrence: 'FREQ=WEEKLY;COUNT=3' };
    await created(member.client.post('events', event));
    const window = 'events/occurrences?from=2026-05-05&to=2026-05-31';
    const { body } = await member.client.get<Rows<{ date: string; title: string }>>(window);
    expect(body.items.map(({ date }) => date)).toEqual(['2026-05-11', '2026-05-18']);
  });
});
