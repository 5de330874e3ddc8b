import { GetTaskTemplates } from '#contracts/workflow/get-task-templates';
import { SetTaskTemplates } from '#contracts/workflow/set-task-templates';
import { handler, type Feature } from '#libs/runtime';
import { caseProjection } from '../case/case.projection';
import { products, services } from '../case/catalogue.entity';
import { getTaskTemplates } from './get-task-templates.handler';
import { setTemplates } from './set-task-templates.handler';

export const taskTemplateFeature: Feature = {
  wirings: [
    handler(SetTaskTemplates, setTemplates, {
      reads: [caseProjection, products.projection, services.projection],
    }),
    handler(GetTaskTemplates, getTaskTemplates),
  ],
};
