import { parse } from '../declare/validation';
import { CreateService } from '../inventory/create-service';

const taken = (url: string) => {
  try {
    return parse(CreateService, { name: 'Contoso', url }).url === url;
  } catch {
    return false;
  }
};

describe('the address of a page on the web', () => {
  it.each([
    'https://contoso.example',
    'HTTPS://Contoso.example:8443/billing?plan=1&seats=%20#top',
    'http://192.168.1.1/admin',
    'https://[2001:db8::1]/',
    'https://xn--mller-kva.example/~team/a+b,c;d',
  ])('is taken: %s', (url) => {
    expect(taken(url)).toBe(true);
  });

  it.each([
    'javascript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'ftp://contoso.example',
    'file:///etc/passwd',
    '//contoso.example',
    'contoso.example',
    'https://user:password@contoso.example',
    'https://contoso.example@evil.example/',
    'https://contoso.example\\@evil.example/',
    'https:///contoso.example',
    'https://contoso.example/"onmouseover="alert(1)',
    ' https://contoso.example',
    'https://contoso.example/\njavascript:alert(1)',
    `https://contoso.example/${'a'.repeat(500)}`,
  ])('is refused: %j', (url) => {
    expect(taken(url)).toBe(false);
  });
});
