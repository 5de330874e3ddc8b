import { createLogger } from '#libs/observability';
import { NestLogger } from './nest-logger';

function logged(write: (logger: NestLogger) => void): Record<string, unknown>[] {
  const lines: string[] = [];
  write(new NestLogger(createLogger({ level: 'trace', to: { write: (line: string) => lines.push(line) } })));
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

it("makes Nest's news lines for debugging, with where they come from", () => {
  expect(logged((logger) => logger.log('Starting', 'NestFactory'))).toEqual([
    expect.objectContaining({ level: 'debug', msg: 'Starting', context: 'NestFactory' }),
  ]);
});

it('keeps errors whole, however they are passed', () => {
  const [asError, asText, asObject] = logged((logger) => {
    logger.error(new Error('broken'));
    logger.error('broken', 'at here', 'Exceptions');
    logger.error({ message: 'request failed', subject: 'auth.login', error: new TypeError('broken') });
  });
  expect(asError).toMatchObject({ level: 'error', msg: 'broken', err: { type: 'Error', message: 'broken' } });
  expect(asText).toMatchObject({ level: 'error', msg: 'broken', stack: 'at here', context: 'Exceptions' });
  expect(asObject).toMatchObject({ msg: 'request failed', subject: 'auth.login', err: { type: 'TypeError' } });
});

it('has a level for each of Nest’s', () => {
  const lines = logged((logger) => {
    for (const level of ['verbose', 'debug', 'log', 'warn', 'error', 'fatal'] as const) logger[level](level);
  });
  expect(lines.map(({ level }) => level)).toEqual(['trace', 'debug', 'debug', 'warn', 'error', 'fatal']);
});
