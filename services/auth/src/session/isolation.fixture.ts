import type { IsolationFixture } from '#libs/testing/isolation-fixture';

interface Sessions {
  readonly items: readonly { readonly id: string; readonly current: boolean }[];
}

/** Sessions of the administrator beside the one that makes them. */
export const isolation: IsolationFixture<'sessionId'> = {
  ids: ['sessionId'],
  async make({ organization: { admin, adminEmail: email, adminPassword: password } }) {
    for (let made = 0; made < 2; made++) await admin.post('auth/login', { email, password });
    const { body } = await admin.get<Sessions>('auth/sessions');
    return { sessionId: body.items.find(({ current }) => !current)?.id ?? '' };
  },
};
