import { Published1767225610000 } from './migrations/1767225610000-published';
import { KeyPublication1767225820001 } from './migrations/1767225820001-key-publication';
import { RoleVersions1767225860100 } from './migrations/1767225860100-role-versions';
import { RolesAndAssignments1767225891400 } from './migrations/1767225891400-roles-and-assignments';
import { RequiredFactors1767225892102 } from './migrations/1767225892102-required-factors';
import { StepUps1767225892100 } from './migrations/1767225892100-step-ups';
import { OrganizationQuotas1767225892400 } from './migrations/1767225892400-organization-quotas';
import { MembershipGaps1767225897300 } from './migrations/1767225897300-membership-gaps';

export * from './access';
export * from './access-versions';
export * from './actor';
export * from './api-key';
export * from './authorize';
export * from './caller';
export * from './constant-time';
export * from './held-scope';
export * from './network-address';
export * from './own-context';
export * from './published-gaps';
export * from './published-keys';
export * from './published-quotas';
export * from './published-roles';
export * from './recent-access';
export * from './roles-in-force';
export * from './signing-key';
export * from './step-up';
export * from './token-issuer';
export * from './token-verifier';

/** The schema `published`, in order. */
export const identityMigrations = [
  Published1767225610000,
  KeyPublication1767225820001,
  RoleVersions1767225860100,
  RolesAndAssignments1767225891400,
  StepUps1767225892100,
  RequiredFactors1767225892102,
  OrganizationQuotas1767225892400,
  MembershipGaps1767225897300,
];
