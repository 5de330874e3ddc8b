import { ExportOwnData } from '#contracts/auth/export-own-data';
import { handler, type Feature } from '#libs/runtime';
import type { AuthParts } from '../auth.provider';
import { userProjection } from '../members/user.projection';
import { organizations } from '../organization/organizations.entity';
import { exportOwnData } from './export-own-data.handler';

export const dataExportFeature: Feature<AuthParts> = {
  wirings: [handler(ExportOwnData, exportOwnData, { reads: [userProjection, organizations.projection] })],
};
