import { departmentDirectory } from '#contracts/tenancy/department-directory';
import { mountDirectory } from '#libs/projections';

/** HR systems name departments, and employees have their ids. */
export const departments = mountDirectory('workflow', departmentDirectory);
