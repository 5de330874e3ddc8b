import { Controller, Get, Header } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import {
  REPORT_UNSUBSCRIPTION_PAGE,
  REPORT_UNSUBSCRIPTION_PATH,
} from '#contracts/documents/openapi-report-unsubscription';
import type { Admission } from '../admission/declaration';

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Unsubscribe from a report</title>
    <script src="${REPORT_UNSUBSCRIPTION_PAGE}/page.js" defer></script>
  </head>
  <body>
    <h1>Unsubscribe from this report</h1>
    <p>The button ends the mails of this report to you. Others who get it go on getting it.</p>
    <button type="button" hidden>Unsubscribe</button>
    <p role="status"></p>
    <noscript><p>This page needs JavaScript. The button of your mail program unsubscribes as well.</p></noscript>
  </body>
</html>
`;

/** The fragment of the link has the token, which so is in no log; only the click sends it on (RFC 8058). */
const SCRIPT = `const token = new URLSearchParams(location.hash.slice(1)).get('token');
const button = document.querySelector('button');
const status = document.querySelector('[role=status]');
const notGood = 'This link is not good: open the one of your latest mail, to its end.';
if (token) button.hidden = false;
else status.textContent = notGood;
button.addEventListener('click', async () => {
  button.disabled = true;
  const address = '${REPORT_UNSUBSCRIPTION_PATH}'.replace('{token}', encodeURIComponent(token));
  const body = new URLSearchParams({ 'List-Unsubscribe': 'One-Click' });
  const answer = await fetch(address, { method: 'POST', body, credentials: 'omit' }).catch(() => undefined);
  button.hidden = answer?.ok === true;
  button.disabled = false;
  if (answer?.ok) status.textContent = 'You are unsubscribed: you get no more mails of this report.';
  else status.textContent = answer && answer.status < 429 ? notGood : 'That did not work just now. Please try again.';
});
`;

const POLICY =
  "default-src 'none'; base-uri 'none'; connect-src 'self'; form-action 'none'; frame-ancestors 'none'; script-src 'self'";

const ADMISSION: Admission = { permission: 'public' };

/** The page that the link of a report leads to. Opening it, as scanners of mails do, changes nothing. */
@Controller(REPORT_UNSUBSCRIPTION_PAGE)
export class UnsubscriptionPageController {
  @Get()
  @RouteConfig({ admission: ADMISSION })
  @Header('Content-Type', 'text/html; charset=utf-8')
  @Header('Content-Security-Policy', POLICY)
  page(): string {
    return PAGE;
  }

  @Get('page.js')
  @RouteConfig({ admission: ADMISSION })
  @Header('Content-Type', 'text/javascript; charset=utf-8')
  script(): string {
    return SCRIPT;
  }
}
