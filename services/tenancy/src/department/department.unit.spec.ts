import { given } from '#libs/testing/given-when-then';
import { changeDepartment } from './change-department';
import { createDepartment } from './create-department';
import { deleteDepartment } from './delete-department';
import { department, type DepartmentEvent } from './department';
import { DEPARTMENT, departmentChanged, departmentCreated, departmentDeleted } from './department.fixture';

const departmentId = DEPARTMENT;
const empty = { facts: { employees: 0 } };

describe('creating a department', () => {
  it('records its name, once', () => {
    given(department).when(createDepartment, { name: 'Packing' }).then(departmentCreated());
    given(department, departmentCreated()).when(createDepartment, { name: 'Packing' }).thenNothing();
  });
});

describe('changing a department', () => {
  it('records the other name, and nothing for the same one or none', () => {
    const there = given(department, departmentCreated());
    there.when(changeDepartment, { departmentId, name: 'Dispatch' }).then(departmentChanged('Dispatch'));
    there.when(changeDepartment, { departmentId, name: 'Packing' }).thenNothing();
    there.when(changeDepartment, { departmentId }).thenNothing();
  });

  it('is refused for a missing and for a deleted one', () => {
    given(department).when(changeDepartment, { departmentId, name: 'Dispatch' }).thenRefused('NOT_FOUND');
    given(department, departmentCreated(), departmentDeleted())
      .when(changeDepartment, { departmentId, name: 'Dispatch' })
      .thenRefused('NOT_FOUND');
  });
});

describe('deleting a department', () => {
  it('is recorded once', () => {
    const command = { departmentId };
    given(department, departmentCreated()).when(deleteDepartment, command, empty).then(departmentDeleted());
    given(department).when(deleteDepartment, command, empty).thenRefused('NOT_FOUND');
    given(department, departmentCreated(), departmentDeleted())
      .when(deleteDepartment, command, empty)
      .thenRefused('NOT_FOUND');
  });

  it('is refused while employees are in it', () => {
    given(department, departmentCreated())
      .when(deleteDepartment, { departmentId }, { facts: { employees: 1 } })
      .thenRefused('CONFLICT');
  });
});

describe('the name of a department', () => {
  const reserved = (...events: readonly DepartmentEvent[]) =>
    department.reserve?.(
      events.reduce(
        (state, each, revision) => department.evolve(state, { ...each, revision, occurredAt: '' }),
        department.initial(),
      ),
    );
  const taken = (value: string) => [{ unique: 'department_name', scope: 'tenant', value, pointer: '/name' }];

  it('is unique in the organisation, whatever its case and its composition', () => {
    expect(reserved(departmentCreated('Büro'))).toEqual(taken('büro'));
    expect(reserved(departmentCreated('BU\u0308RO'))).toEqual(taken('büro'));
  });

  it('is free after another name and after the end', () => {
    expect(reserved(departmentCreated(), departmentChanged('Dispatch'))).toEqual(taken('dispatch'));
    expect(reserved(departmentCreated(), departmentDeleted())).toEqual([]);
  });
});
