import { on } from '#contracts/declare/on';
import { ImportFinished, type ImportOutcome } from '#contracts/imports/import-events';
import { isUuid } from '#contracts/values/uuid';
import { notificationKind } from './notification-kind';

const TITLES: Readonly<Record<ImportOutcome, string>> = {
  dry_run: 'Your import was checked',
  done: 'Your import is done',
  failed: 'Your import failed',
};

/** An import goes on in the name of the person who started it. */
export const importFinishedNotification = notificationKind({
  name: 'import-finished',
  description: 'An import that you started was checked, is done, or failed',
  mail: 'none',
  on: [
    on(ImportFinished, ({ data: { importId, outcome, code }, metadata: { actorId } }) =>
      isUuid(actorId)
        ? {
            cause: `${importId}/${outcome}`,
            title: code === null ? TITLES[outcome] : `${TITLES[outcome]}: ${code}`,
            about: { type: 'import', id: importId },
            to: { userIds: [actorId] },
          }
        : null,
    ),
  ],
});
