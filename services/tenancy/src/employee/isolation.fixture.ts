import type { IsolationFixture } from '#libs/testing';

/** The department has former employees only, so that it can be deleted. */
export const isolation: IsolationFixture<'employeeId' | 'manager' | 'managerId', 'tenancy.departmentId'> = {
  ids: ['employeeId', 'manager', 'managerId'],
  uses: ['tenancy.departmentId'],
  async make({ create, organization: { admin }, used: { 'tenancy.departmentId': department } }) {
    const person = { firstName: 'Ada', lastName: 'Lovelace', startsOn: '2026-01-01' };
    const { id: managerId } = await create('employees', { ...person, firstName: 'Grace' });
    const { id: employeeId } = await create('employees', { ...person, manager: managerId });
    for (const firstName of ['Mary', 'Joan']) {
      const { id } = await create('employees', { ...person, firstName, manager: managerId, department });
      const { status } = await admin.post(`employees/${id}/terminate`, { lastDay: '2026-01-31' });
      if (status !== 200) throw new Error(`terminating ${firstName}: ${status}`);
    }
    return { employeeId, manager: managerId, managerId };
  },
  bodies: {
    // The example's department is named after nothing here.
    CreateEmployee: () => ({ department: undefined }),
    ChangeEmployee: () => ({ department: undefined, position: 'Pastry cook' }),
    // After the last day of the example.
    RehireEmployee: () => ({ startsOn: '2026-03-01' }),
  },
};
