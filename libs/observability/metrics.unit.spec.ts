import { Metrics } from './metrics';

const exposed = async (metrics: Metrics) => (await metrics.expose()).body.split('\n');

it('counts requests and commands by their declared names, with durations', async () => {
  const metrics = new Metrics();
  metrics.request({ method: 'POST', route: '/api/v1/items', status: 201, seconds: 0.004 });
  metrics.request({ method: 'POST', route: '/api/v1/items', status: 422, seconds: 0.3 });
  metrics.command('inventory.receive-stock', 'done', 0.002);
  const lines = await exposed(metrics);
  expect(lines).toContain(
    'opsledger_http_request_duration_seconds_count{method="POST",route="/api/v1/items",status="201"} 1',
  );
  expect(lines).toContain(
    'opsledger_http_request_duration_seconds_bucket{le="0.2",method="POST",route="/api/v1/items",status="422"} 0',
  );
  expect(lines).toContain(
    'opsledger_command_duration_seconds_count{command="inventory.receive-stock",outcome="done"} 1',
  );
});

it('reads the log and the projections on request, and forgets a projection that is gone', async () => {
  let rows = [
    { name: 'inventory.stock-level', lagEvents: 12, lagSeconds: 0.5, parked: 1 },
    { name: 'old', lagEvents: 0, lagSeconds: 0, parked: 0 },
  ];
  const metrics = new Metrics({
    logHead: () => Promise.resolve(42),
    projections: () => Promise.resolve(rows),
    queues: () => ({ append: 3 }),
    followers: () => [{ name: 'audit-leaves', place: 40, failing: true }],
  });
  expect(await exposed(metrics)).toEqual(
    expect.arrayContaining([
      'opsledger_log_head 42',
      'opsledger_projection_lag_events{projection="inventory.stock-level"} 12',
      'opsledger_projection_lag_seconds{projection="inventory.stock-level"} 0.5',
      'opsledger_projection_parked_events{projection="inventory.stock-level"} 1',
      'opsledger_queue_depth{queue="append"} 3',
      'opsledger_follower_place{follower="audit-leaves"} 40',
      'opsledger_follower_failing{follower="audit-leaves"} 1',
    ]),
  );
  rows = rows.slice(0, 1);
  expect((await exposed(metrics)).join('\n')).not.toContain('projection="old"');
});

it('shows each reactor in one state, with the events that wait for a person', async () => {
  let state: 'running' | 'retrying' = 'retrying';
  const reactors = () =>
    Promise.resolve([{ reactor: 'auth.first-administrator', state, parkedEvents: 3, parkedStreams: 1, refused: 2 }]);
  const metrics = new Metrics({ reactors });
  expect(await exposed(metrics)).toEqual(
    expect.arrayContaining([
      'opsledger_reactor_state{reactor="auth.first-administrator",state="retrying"} 1',
      'opsledger_reactor_parked_events{reactor="auth.first-administrator"} 3',
      'opsledger_reactor_parked_streams{reactor="auth.first-administrator"} 1',
      'opsledger_reactor_refused_commands{reactor="auth.first-administrator"} 2',
    ]),
  );
  state = 'running';
  expect((await exposed(metrics)).filter((line) => line.startsWith('opsledger_reactor_state'))).toEqual([
    'opsledger_reactor_state{reactor="auth.first-administrator",state="running"} 1',
  ]);
});

it('exposes counters that must stay zero from the start', async () => {
  const metrics = new Metrics();
  expect(await exposed(metrics)).toContain('opsledger_row_security_refusals_total 0');
  metrics.rowSecurityRefused();
  metrics.restarted('postgres');
  expect(await exposed(metrics)).toEqual(
    expect.arrayContaining([
      'opsledger_row_security_refusals_total 1',
      'opsledger_embedded_restarts_total{server="postgres"} 1',
    ]),
  );
});

it('keeps the metrics of two instances in one process apart', async () => {
  const [one, other] = [new Metrics(), new Metrics()];
  one.rowSecurityRefused();
  expect(await exposed(other)).toContain('opsledger_row_security_refusals_total 0');
});

it('answers the rest when a source fails, and counts the failure', async () => {
  const metrics = new Metrics({ logHead: () => Promise.reject(new Error('gone')), queues: () => ({ append: 3 }) });
  expect(await exposed(metrics)).toEqual(
    expect.arrayContaining(['opsledger_metric_source_failures_total 1', 'opsledger_queue_depth{queue="append"} 3']),
  );
});
