import { declaredContracts, type Contract } from './contract';
import { declaredEvents, type EventDeclaration } from './event';
import * as auditDisclosureEvents from './audit/disclosure-events';
import * as auditGetAuditLog from './audit/get-audit-log';
import * as auditListAuditLogs from './audit/list-audit-logs';
import * as auditRecordRefusals from './audit/record-refusals';
import * as auditRefusalEvents from './audit/refusal-events';
import * as authAccountEvents from './auth/account-events';
import * as authApplyAccess from './auth/apply-access';
import * as authApplyOrganizationStatus from './auth/apply-organization-status';
import * as authCreateUser from './auth/create-user';
import * as authDeactivateUser from './auth/deactivate-user';
import * as authExpireIdleSessions from './auth/expire-idle-sessions';
import * as authGetPermissions from './auth/get-permissions';
import * as authGetUser from './auth/get-user';
import * as authHoldPassword from './auth/hold-password';
import * as authListUsers from './auth/list-users';
import * as authLogin from './auth/login';
import * as authLogout from './auth/logout';
import * as authMe from './auth/me';
import * as authMembershipEvents from './auth/membership-events';
import * as authProvisionFirstAdministrator from './auth/provision-first-administrator';
import * as authReactivateUser from './auth/reactivate-user';
import * as authRefresh from './auth/refresh';
import * as authSessionEvents from './auth/session-events';
import * as authSetRoles from './auth/set-roles';
import * as batchesBatchEvents from './batches/batch-events';
import * as importsGetImport from './imports/get-import';
import * as importsGetImportTemplate from './imports/get-import-template';
import * as importsImportEvents from './imports/import-events';
import * as importsListImportErrors from './imports/list-import-errors';
import * as importsListImportMappings from './imports/list-import-mappings';
import * as importsListImports from './imports/list-imports';
import * as importsMappingEvents from './imports/mapping-events';
import * as importsRevertImport from './imports/revert-import';
import * as importsRunImport from './imports/run-import';
import * as importsSaveImportMapping from './imports/save-import-mapping';
import * as importsStartImport from './imports/start-import';
import * as inventoryAdjustStock from './inventory/adjust-stock';
import * as inventoryChangeItem from './inventory/change-item';
import * as inventoryCreateItem from './inventory/create-item';
import * as inventoryCreateLocation from './inventory/create-location';
import * as inventoryGetItem from './inventory/get-item';
import * as inventoryGetItemStock from './inventory/get-item-stock';
import * as inventoryGetLocation from './inventory/get-location';
import * as inventoryGetMovement from './inventory/get-movement';
import * as inventoryItemEvents from './inventory/item-events';
import * as inventoryListItemMovements from './inventory/list-item-movements';
import * as inventoryListItems from './inventory/list-items';
import * as inventoryListLocations from './inventory/list-locations';
import * as inventoryListMovements from './inventory/list-movements';
import * as inventoryListStock from './inventory/list-stock';
import * as inventoryLocationEvents from './inventory/location-events';
import * as inventoryReceiveStock from './inventory/receive-stock';
import * as inventoryStockEvents from './inventory/stock-events';
import * as inventoryTransferStock from './inventory/transfer-stock';
import * as inventoryUseStock from './inventory/use-stock';
import * as opsCancelProjection from './ops/cancel-projection';
import * as opsDropProjection from './ops/drop-projection';
import * as opsGetProjection from './ops/get-projection';
import * as opsListParked from './ops/list-parked';
import * as opsListProjections from './ops/list-projections';
import * as opsOperationEvents from './ops/operation-events';
import * as opsPauseProjection from './ops/pause-projection';
import * as opsPromoteProjection from './ops/promote-projection';
import * as opsRebuildProjection from './ops/rebuild-projection';
import * as opsResumeProjection from './ops/resume-projection';
import * as opsRetryParked from './ops/retry-parked';
import * as opsRollbackProjection from './ops/rollback-projection';
import * as opsSkipParked from './ops/skip-parked';
import * as reservationsReservationEvents from './reservations/reservation-events';
import * as tenancyCreateOrganization from './tenancy/create-organization';
import * as tenancyGetOrganization from './tenancy/get-organization';
import * as tenancyListOrganizations from './tenancy/list-organizations';
import * as tenancyOrganizationEvents from './tenancy/organization-events';
import * as tenancyReactivateOrganization from './tenancy/reactivate-organization';
import * as tenancySettleFirstAdministrator from './tenancy/settle-first-administrator';
import * as tenancySuspendOrganization from './tenancy/suspend-organization';

/** What those files export. Importing them is what declares. Written by `npm run contracts:generate`. */
const exported = new Set<unknown>(
  [
    auditDisclosureEvents,
    auditGetAuditLog,
    auditListAuditLogs,
    auditRecordRefusals,
    auditRefusalEvents,
    authAccountEvents,
    authApplyAccess,
    authApplyOrganizationStatus,
    authCreateUser,
    authDeactivateUser,
    authExpireIdleSessions,
    authGetPermissions,
    authGetUser,
    authHoldPassword,
    authListUsers,
    authLogin,
    authLogout,
    authMe,
    authMembershipEvents,
    authProvisionFirstAdministrator,
    authReactivateUser,
    authRefresh,
    authSessionEvents,
    authSetRoles,
    batchesBatchEvents,
    importsGetImport,
    importsGetImportTemplate,
    importsImportEvents,
    importsListImportErrors,
    importsListImportMappings,
    importsListImports,
    importsMappingEvents,
    importsRevertImport,
    importsRunImport,
    importsSaveImportMapping,
    importsStartImport,
    inventoryAdjustStock,
    inventoryChangeItem,
    inventoryCreateItem,
    inventoryCreateLocation,
    inventoryGetItem,
    inventoryGetItemStock,
    inventoryGetLocation,
    inventoryGetMovement,
    inventoryItemEvents,
    inventoryListItemMovements,
    inventoryListItems,
    inventoryListLocations,
    inventoryListMovements,
    inventoryListStock,
    inventoryLocationEvents,
    inventoryReceiveStock,
    inventoryStockEvents,
    inventoryTransferStock,
    inventoryUseStock,
    opsCancelProjection,
    opsDropProjection,
    opsGetProjection,
    opsListParked,
    opsListProjections,
    opsOperationEvents,
    opsPauseProjection,
    opsPromoteProjection,
    opsRebuildProjection,
    opsResumeProjection,
    opsRetryParked,
    opsRollbackProjection,
    opsSkipParked,
    reservationsReservationEvents,
    tenancyCreateOrganization,
    tenancyGetOrganization,
    tenancyListOrganizations,
    tenancyOrganizationEvents,
    tenancyReactivateOrganization,
    tenancySettleFirstAdministrator,
    tenancySuspendOrganization,
  ].flatMap((file) => Object.values<unknown>(file)),
);

/** Every contract of the platform. */
export const allContracts = (): readonly Contract[] => declaredContracts().filter(({ type }) => exported.has(type));

/** Every event of the platform. */
export const allEvents = (): readonly EventDeclaration[] =>
  declaredEvents().filter(({ dataClass }) => exported.has(dataClass));
