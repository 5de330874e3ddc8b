import { ChangeLine } from '#contracts/kpi/change-line';
import { CreateLine } from '#contracts/kpi/create-line';
import { GetLine } from '#contracts/kpi/get-line';
import { ListLines } from '#contracts/kpi/list-lines';
import { equals } from '#libs/read-models';
import { command, list, type Feature } from '#libs/runtime';
import { hasKey } from '../has-key.query';
import { inOrganization } from '../in-organization';
import { changeLine } from './change-line';
import { createLine } from './create-line';
import { lineIn, lines } from './line';
import { lineFacts } from './line-facts.provider';
import { LineRow } from './line.entity';
import { lineImport } from './line.import';
import { lineProjection } from './line.projection';

export const lineFeature: Feature = {
  wirings: [
    command(CreateLine, {
      ...inOrganization(lines),
      facts: lineFacts,
      decide: createLine,
      answer: (_, { events: [made], revision }) => ({ id: made?.data.lineId ?? '', revision }),
    }),
    command(ChangeLine, {
      ...inOrganization(lines),
      thing: (state, { lineId }) => lineIn(state, lineId),
      facts: lineFacts,
      decide: changeLine,
    }),
    list(ListLines, {
      entity: LineRow,
      filters: {
        code: hasKey('codeKey'),
        area: hasKey('areaKey'),
        locationId: equals('locationId'),
        constraint: equals('constraint'),
      },
      show: ({ lineId: id, tenantId: _, codeKey: __, areaKey: ___, revision: ____, ...row }) => ({ id, ...row }),
      get: { query: GetLine, key: 'lineId', noun: 'line' },
    }),
  ],
  projections: [lineProjection],
  imports: [lineImport],
};
