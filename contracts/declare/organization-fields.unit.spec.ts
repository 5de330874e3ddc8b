import { CreateOrganization } from '../tenancy/create-organization';
import { parse } from './validation';

const faults = (more: object) => {
  try {
    parse(CreateOrganization, { slug: 'acme-foods', name: 'Acme', ...more });
    return [];
  } catch (error) {
    return (error as { fields: readonly { pointer: string }[] }).fields.map(({ pointer }) => pointer);
  }
};

describe('a new organisation', () => {
  it.each(['api', 'www', 'platform', 'xn--bcher-kva'])('does not take the slug %s, which is reserved', (slug) => {
    expect(faults({ slug })).toEqual(['/slug']);
  });

  it.each(['acme', 'api-foods', 'www2', 'x-n', 'xn-1'])('takes the slug %s', (slug) => {
    expect(faults({ slug })).toEqual([]);
  });

  it.each(['AAA', 'ZZZ', 'eur', 'XXX', 'DEM'])('does not take %s, which is no active currency', (currency) => {
    expect(faults({ currency })).toEqual(['/currency']);
  });

  it.each(['EUR', 'USD', 'JPY', 'ZWG'])('takes the currency %s', (currency) => {
    expect(faults({ currency })).toEqual([]);
  });
});
