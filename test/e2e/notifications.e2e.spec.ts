import { EventStream } from '#libs/testing/event-stream';
import { eventually } from '#libs/testing/eventually';
import { organizationOn, PASSWORD } from '#libs/testing/organization';
import { sharedPlatform } from '#libs/testing/shared-platform';

const opsledger = sharedPlatform();

interface Notifications {
  readonly items: readonly { readonly id: string; readonly kind: string; readonly readAt: string | null }[];
  readonly unread: number;
}

it('a user is notified: on the live stream, in the list until it is read, and by mail as they choose', async () => {
  const { admin, adminEmail: email } = await organizationOn(opsledger);
  const { body: signedIn } = await opsledger.http.post<{ accessToken: string }>('auth/login', {
    email,
    password: PASSWORD,
  });
  const stream = await EventStream.open(`${opsledger.url}/api/v1/stream?topics=notifications`, {
    token: signedIn.accessToken,
  });
  const preferences = [{ kind: 'import-finished', mail: 'at_once' }];
  expect(await admin.put('notification-preferences', { preferences })).toMatchObject({ status: 200 });

  const form = new FormData();
  form.append('kind', 'items');
  form.append('dryRun', 'true');
  form.append('file', new Blob(['itemNumber;name;unit\nA-1;Flour;kg\n']), 'items.csv');
  const started = await admin.upload<{ id: string }>('imports', form);
  expect(started.status).toBe(202);

  const [told] = await stream.take(1);
  expect(told).toMatchObject({
    event: 'notifications',
    data: { kind: 'import-finished', title: 'Your import was checked' },
  });
  const { body: list } = await admin.get<Notifications>('notifications?unread=true');
  expect(list).toMatchObject({
    unread: 1,
    items: [{ id: told?.data['id'], kind: 'import-finished', about: { type: 'import', id: started.body.id } }],
  });
  const marked = await admin.post('notifications/read', { notificationIds: list.items.map(({ id }) => id) });
  expect(marked).toMatchObject({ status: 200, body: { marked: 1 } });
  expect((await stream.take(1))[0]).toMatchObject({ data: { action: 'notification.marked' } });
  stream.close();
  expect((await admin.get<Notifications>('notifications')).body).toMatchObject({
    unread: 0,
    items: [{ readAt: expect.any(String) as string }],
  });
  const isMailed = (text: string) => text.includes(': Your import was checked');
  await eventually(async () => (await opsledger.mailsTo(email)).some(isMailed), { timeoutMs: 30_000 });
});
