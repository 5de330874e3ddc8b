import fc from 'fast-check';
import { headerText, isAddress, render } from './rendering';

const PUBLIC = { publicUrl: 'https://ops.example.com/app', token: null };

describe('a mail', () => {
  it('has a text and an HTML part of one content, and its links lead to the public address', () => {
    expect(
      render({ subject: 'Welcome', body: ['Hello.', { label: 'Sign in', path: '/sign-in?a=1&b=2' }] }, PUBLIC),
    ).toEqual({
      subject: 'Welcome',
      text: 'Hello.\n\nSign in:\nhttps://ops.example.com/app/sign-in?a=1&b=2\n',
      html:
        '<!doctype html><html><head><meta charset="utf-8"></head><body><p>Hello.</p>' +
        '<p><a href="https://ops.example.com/app/sign-in?a=1&amp;b=2">Sign in</a></p></body></html>',
      pictures: [],
      unsubscribeUrl: null,
    });
  });

  it('shows any input as text, in paragraphs and labels', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('<', '>', '&', '"', "'", 'a', '\n', '\r') }), (text) => {
        const { html } = render({ subject: text, body: [text, { label: text, path: '/x' }] }, PUBLIC);
        const tags = html.match(/<[^>]*>/g) ?? [];
        for (const tag of tags)
          expect(tag).toMatch(
            /^<(\/?(html|head|body|p|a)|br|!doctype html|meta charset="utf-8"|a href="https:[^"<>]*")>$/,
          );
        expect(html.replace(/&(amp|lt|gt|quot|#39);/g, '')).not.toContain('&');
      }),
    );
  });

  it.each([
    '//evil.example',
    '/../../x',
    'https://evil.example/',
    '/\\evil.example',
    '@evil.example',
    'sign-in',
    '/..//evil.example',
  ])('links to %s nowhere', (path) => {
    const rendered = () => render({ subject: '', body: [{ label: 'x', path }] }, PUBLIC).text;
    let text = 'https://ops.example.com/app/';
    try {
      text = rendered();
    } catch (error) {
      expect(error).toBeInstanceOf(TypeError);
    }
    expect(text).toContain('https://ops.example.com/app/');
  });

  it('holds its token in the fragment of its link', () => {
    const body = [{ label: 'Reset', path: '/reset', withToken: true }] as const;
    expect(render({ subject: '', body }, { ...PUBLIC, token: 'a b&c' }).text).toContain('/app/reset#token=a%20b%26c');
    expect(() => render({ subject: '', body }, PUBLIC)).toThrow(TypeError);
  });

  it('shows tables and pictures in both parts, escaped, and pictures by their content id', () => {
    const table = { columns: ['Line', '<OEE>'], rows: [['L-1', '76.76 %']] };
    const picture = { picture: 'oee.png', alt: 'OEE: "76.76 %"', width: 600, height: 240 };
    const { text, html, pictures } = render({ subject: '', body: [table, picture] }, PUBLIC);
    expect(text).toBe('Line | <OEE>\nL-1 | 76.76 %\n\nOEE: "76.76 %"\n');
    expect(html).toContain('<th scope="col" align="left">&lt;OEE&gt;</th>');
    expect(html).toContain('<th scope="row" align="left">L-1</th><td align="right">76.76 %</td>');
    expect(html).toContain('<img src="cid:oee.png@opsledger" alt="OEE: &quot;76.76 %&quot;" width="600" height="240">');
    expect(pictures).toEqual(['oee.png']);
  });

  it('is unsubscribed from at an address of its own site, with the token in the path', () => {
    const content = { subject: '', body: [], unsubscribe: '/stop/{token}' };
    expect(render(content, { ...PUBLIC, token: 'a b' }).unsubscribeUrl).toBe('https://ops.example.com/app/stop/a%20b');
    expect(() => render(content, PUBLIC)).toThrow(TypeError);
    expect(() => render({ ...content, unsubscribe: '/../../x/{token}' }, { ...PUBLIC, token: 'a' })).toThrow('away');
  });

  it('has a subject and names that end no header', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(headerText(text)).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
        expect([...headerText(text)].length).toBeLessThanOrEqual(200);
      }),
    );
    expect(headerText('Ada\r\nBcc: eve@example.org')).toBe('Ada Bcc: eve@example.org');
  });

  it.each([
    ['ada@example.org', true],
    ['ädå@exämple.org', true],
    ['ada@example.org, eve@example.org', false],
    ['ada@example.org\r\nBcc: eve@example.org', false],
    ['Ada <ada@example.org>', false],
    ['ada', false],
    ['"a b"@example.org', false],
  ])('goes to one address: %j', (address, is) => expect(isAddress(address)).toBe(is));
});
