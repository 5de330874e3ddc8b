import { folding } from '#libs/testing/folding';
import { GIVEN } from '#libs/testing/given-when-then';
import { DepartmentRow } from './department.entity';
import { DEPARTMENT, departmentChanged, departmentCreated, departmentDeleted } from './department.fixture';
import { departmentProjection } from './department.projection';
import type { DepartmentEvent } from './department';

const shownAfter = (...events: readonly DepartmentEvent[]) =>
  folding(departmentProjection, departmentCreated(), ...events).rowOf(DepartmentRow);

describe('the row of a department', () => {
  it('shows it as it was created, and each change', () => {
    const created = { departmentId: DEPARTMENT, tenantId: GIVEN.tenantId, createdAt: GIVEN.now };
    expect(shownAfter()).toEqual({ ...created, name: 'Packing', updatedAt: GIVEN.now, revision: 0 });
    const changed = { name: 'Dispatch', updatedAt: '2026-01-31T12:00:01.000Z', revision: 1 };
    expect(shownAfter(departmentChanged('Dispatch'))).toEqual({ ...created, ...changed });
  });

  it('is gone with the department', () => {
    expect(shownAfter(departmentDeleted())).toBeUndefined();
  });
});
