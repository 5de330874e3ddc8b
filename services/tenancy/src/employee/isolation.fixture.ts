import type { IsolationFixture } from '#libs/testing';

export const isolation: IsolationFixture<'employeeId' | 'manager' | 'managerId'> = {
  ids: ['employeeId', 'manager', 'managerId'],
  async make({ create }) {
    const person = { firstName: 'Ada', lastName: 'Lovelace', startsOn: '2026-01-01' };
    const { id: managerId } = await create('employees', { ...person, firstName: 'Grace' });
    const { id: employeeId } = await create('employees', { ...person, manager: managerId });
    return { employeeId, manager: managerId, managerId };
  },
};
