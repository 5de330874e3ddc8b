import { Reactors, introduceReactors } from '#libs/event-sourcing';
import { mailMigrations, openMails, smtpTransport } from '#libs/mail';
import { ROLES, migrate } from '#libs/read-models';
import type { ServiceDefinition, ServiceParts } from '#libs/runtime';
import { type ReceivedMail, SmtpServer } from '#libs/testing/smtp-server';
import { TestKpi } from '../kpi.fixture';
import { kpi } from '../kpi.service';
import type { ChartImages } from './chart-images.adapter';
import type { KpiAnswer, ReportQuestion } from './report-figures';
import { reportRecipient, reportTokens } from './report-recipient.provider';
import { reportFeature } from './report.feature';

const PUBLIC_URL = 'https://ops.example.com';

/** Reports of made-up figures, mailed to a server of the test's own. */
export class TestReports extends TestKpi {
  /** Answers what reports ask. */
  figures: (question: ReportQuestion) => KpiAnswer | Promise<KpiAnswer> = () => ({ items: [], totals: [] });
  readonly questions: ReportQuestion[] = [];
  smtp!: SmtpServer;

  static override async open(): Promise<TestReports> {
    const made: { current?: TestReports } = {};
    const parts = (provided: ServiceParts) => ({
      ...kpi.parts?.(provided),
      reportFigures: (question: ReportQuestion) => made.current?.asked(question),
    });
    const opened = new TestReports({ ...kpi, parts } as unknown as ServiceDefinition, { config: {} });
    made.current = opened;
    await opened.started();
    await opened.answer();
    await opened.mails();
    return opened;
  }

  get images(): ChartImages {
    return (this.parts as unknown as { readonly chartImages: ChartImages }).chartImages;
  }

  mailsTo(userId: string): readonly ReceivedMail[] {
    return this.smtp.received.filter(({ to }) => to.includes(`${userId}@example.org`));
  }

  private async asked(question: ReportQuestion): Promise<KpiAnswer> {
    this.questions.push(question);
    return this.figures(question);
  }

  private async answer(): Promise<void> {
    const { reactors = [] } = reportFeature;
    const pool = this.pool(ROLES.projector);
    await introduceReactors(pool, reactors, () => this.log.head());
    const running = new Reactors({
      feed: this.reader,
      log: this.log,
      codec: this.codec,
      pool,
      send: (_service, contract, payload, context) => this.dispatch(contract, payload, context),
      onFault: (_, error) => void this.faults.push(error),
      contendEveryMs: 20,
      retryMs: { first: 5, longest: 20 },
      parkedRetryMs: { first: 20, longest: 40 },
    });
    this.closing(running, (made) => made.stop());
    running.start(reactors);
  }

  private async mails(): Promise<void> {
    this.smtp = this.closing(await SmtpServer.open(), (server) => server.close());
    await migrate(this.place.databaseUrl, { migrations: mailMigrations });
    const opened = openMails({
      mails: reportFeature.mails ?? [],
      pool: this.pool(ROLES.projector),
      log: this.log,
      feed: this.reader,
      codec: this.codec,
      transport: smtpTransport({ url: this.smtp.url, from: 'ops@example.com', timeoutMs: 5_000 }),
      recipient: reportRecipient(this.parts),
      tokens: reportTokens(this.parts),
      publicUrl: PUBLIC_URL,
      onFault: (...fault) => void this.faults.push(...fault),
      lookEveryMs: 100,
      retryMs: { first: 10, longest: 50 },
    });
    await opened.start();
    this.closing(opened, (made) => made.stop());
  }
}
