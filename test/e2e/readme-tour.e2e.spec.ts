import { join } from 'node:path';
import { OpsLedgerProcess } from '#libs/testing/opsledger-process';
import { expectTranscript, transcripts } from './transcripts';

const PASSWORD = 'the password that was printed';

it('is true, word for word: the five minutes of the README, and the tour of stock that goes on from there', async () => {
  const fiveMinutes = (await transcripts('README.md')).get('Five minutes') ?? [];
  const stock = (await transcripts('docs/stock.md')).get('Try it') ?? [];
  for (const page of [fiveMinutes, stock]) expect(page.length).toBeGreaterThan(15);
  const opsledger = await OpsLedgerProcess.start({
    OPSLEDGER_ADMIN_EMAIL: 'admin@opsledger.local',
    OPSLEDGER_ADMIN_PASSWORD: PASSWORD,
  });
  try {
    await expectTranscript([...fiveMinutes, ...stock], {
      PASSWORD,
      PORT: new URL(opsledger.url).port,
      OPSLEDGER_DATA_DIR: join(opsledger.dataDir, 'var'),
    });
  } finally {
    await opsledger.remove();
  }
}, 240_000);
