import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { event } from '../../../contracts/declare/event';
import { daysAfter } from '../../../contracts/values/local-date';
import { CalendarEventCreated, CalendarEventDayCanceled } from '../../../contracts/workflow/calendar-events';
import { PostgresEventLog } from '../../../libs/event-log';
import { ROLES } from '../../../libs/read-models';
import { PASSWORD, signIn } from '../../../libs/testing/organization';
import type { BenchEntry } from '../figure';
import { BenchPlatform } from '../platform';
import { median } from '../random';
import { recordStreams, type NewStream } from '../work-events';

const EVENTS = 5_000;
/** In a round. */
const REPEATS = 5;
const USER = { email: 'grace@bench.test', name: 'Grace', password: PASSWORD, roles: ['viewer'] };
const RULES = ['FREQ=WEEKLY;BYDAY=MO', 'FREQ=MONTHLY;BYMONTHDAY=-1', 'FREQ=DAILY;COUNT=20', null];
const ZONES = ['Europe/Berlin', 'America/New_York', 'Pacific/Auckland'];

/** The whole text of a calendar, as another program reads it every hour. */
export const CALENDAR_FEED: readonly BenchEntry[] = [
  {
    name: 'calendar-feed',
    async measure(bench) {
      const database = await bench.server.database();
      const platform = await BenchPlatform.start(database);
      const log = new PostgresEventLog({ url: database.url, role: ROLES.log });
      try {
        const ownerId = await platform.create('users', USER);
        const domainId = await platform.create('domains', { name: 'Bench', ownerId });
        const count = Math.round(EVENTS * bench.settings.scale);
        await recordStreams(log, platform.tenantId, events(count, domainId));
        await platform.caughtUp();
        await bench.server.settle();
        const client = await signIn(platform.process.http, USER.email);
        const { body: feed } = await client.post<{ url: string }>('calendar-feeds', {});
        const address = `${platform.process.url}${new URL(feed.url).pathname}`;
        const rounds: number[] = [];
        for (let round = 0; round <= bench.settings.rounds; round++) {
          const times: number[] = [];
          for (let repeat = 0; repeat < REPEATS; repeat++) {
            const began = performance.now();
            const text = await (await fetch(address)).text();
            times.push(performance.now() - began);
            const found = text.split('\r\nUID:').length - 1;
            if (found < count || !text.endsWith('END:VCALENDAR\r\n')) throw new Error(`a feed of ${found} events`);
          }
          // The first round warms up.
          if (round > 0) rounds.push(median(times));
        }
        return [
          {
            id: 'calendar-feed',
            title: `a calendar feed of ${count.toLocaleString('en')} events with recurrences`,
            value: median(rounds),
            unit: 'ms',
            goal: { atMost: 200 },
            detail: { rounds: rounds.map((ms) => Number(ms.toFixed(1))) },
          },
        ];
      } finally {
        await log.close();
        await platform.stop();
        await database.drop();
      }
    },
  },
];

/** Three of four recur; one day in twenty events is canceled by itself. */
function* events(count: number, domainId: string): Generator<NewStream> {
  for (let index = 0; index < count; index++) {
    const eventId = randomUUID();
    const day = daysAfter('2026-01-01', index % 365);
    const recurrence = RULES[index % RULES.length] ?? null;
    const created = event(CalendarEventCreated, {
      eventId,
      domainId,
      title: `Handover ${index}, with everybody`,
      notes: 'Bring the keys; leave the radios.',
      place: 'Room 3',
      startsAt: `${day}T08:00:00.000Z`,
      endsAt: `${day}T08:15:00.000Z`,
      date: null,
      days: null,
      timeZone: ZONES[index % ZONES.length] ?? 'UTC',
      recurrence,
      excludedDates: [],
      addedDates: [],
      attendees: [],
    });
    const canceled =
      index % 20 === 2 ? [event(CalendarEventDayCanceled, { eventId, domainId, on: daysAfter(day, 1) })] : [];
    yield { category: 'workflow.calendar_event', id: eventId, events: [created, ...canceled] };
  }
}
