import { describeOnRedis } from '#libs/testing/redis';
import { redisFindings } from './redis';

it('says nothing where no Redis is set, and names one that does not answer, without its password', async () => {
  expect(await redisFindings({})).toEqual([]);
  const [finding] = await redisFindings({ redisUrl: 'redis://:pa55word@127.0.0.1:1' });
  expect(finding).toMatchObject({ check: 'redis', outcome: 'failed' });
  expect(finding?.detail).toMatch(/^at 127\.0\.0\.1:1: .*ECONNREFUSED/);
  expect(finding?.detail).not.toContain('pa55word');
});

describeOnRedis('a Redis that answers', (start) => {
  it('is reported as reachable', async () => {
    const redis = await start();
    expect(await redisFindings({ redisUrl: redis.url })).toMatchObject([{ check: 'redis', outcome: 'ok' }]);
    await redis.stop();
  });
});
