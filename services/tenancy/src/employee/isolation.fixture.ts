import type { IsolationFixture } from '#libs/testing/isolation-fixture';

/** The department has former employees only, so that it can be deleted. */
export const isolation: IsolationFixture<
  'employeeId' | 'manager' | 'managerId' | 'userId' | 'leaverId',
  'tenancy.departmentId' | 'auth.userId'
> = {
  ids: ['employeeId', 'manager', 'managerId', 'userId', 'leaverId'],
  uses: ['tenancy.departmentId', 'auth.userId'],
  async make({ create, organization: { admin }, used }) {
    const department = used['tenancy.departmentId'];
    const person = { firstName: 'Ada', lastName: 'Lovelace', startsOn: '2026-01-01' };
    const { id: managerId } = await create('employees', { ...person, firstName: 'Grace' });
    const { id: employeeId } = await create('employees', { ...person, manager: managerId });
    const { id: leaverId } = await create('employees', { ...person, firstName: 'Hedy' });
    for (const firstName of ['Mary', 'Joan']) {
      const { id } = await create('employees', { ...person, firstName, manager: managerId, department });
      const { status } = await admin.post(`employees/${id}/terminate`, { lastDay: '2026-01-31' });
      if (status !== 200) throw new Error(`terminating ${firstName}: ${status}`);
    }
    return { employeeId, manager: managerId, managerId, userId: used['auth.userId'], leaverId };
  },
  // A leave ends grants and, of one who is a user, access.
  instead: {
    LinkEmployee: { employeeId: 'managerId' },
    TerminateEmployee: { employeeId: 'leaverId' },
    RehireEmployee: { employeeId: 'leaverId' },
    EraseEmployee: { employeeId: 'leaverId' },
  },
  bodies: {
    // The example's department is named after nothing here.
    CreateEmployee: () => ({ department: undefined }),
    ChangeEmployee: () => ({ department: undefined, position: 'Pastry cook' }),
    // After the last day of the example.
    RehireEmployee: () => ({ startsOn: '2026-03-01' }),
  },
};
