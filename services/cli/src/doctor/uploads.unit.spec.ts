import { uploadsOn } from './uploads';

it('warns of uploads in folders of several hosts', () => {
  expect(uploadsOn(1, { dataDir: '/var/lib/opsledger' })).toMatchObject({ outcome: 'ok' });
  expect(uploadsOn(3, { dataDir: '/var/lib/opsledger', s3Endpoint: 'https://s3.example.org' })).toMatchObject({
    outcome: 'ok',
  });
  expect(uploadsOn(3, { dataDir: '/var/lib/opsledger' })).toMatchObject({
    outcome: 'warning',
    detail: expect.stringMatching(/3 hosts.*S3_ENDPOINT/) as string,
  });
});
