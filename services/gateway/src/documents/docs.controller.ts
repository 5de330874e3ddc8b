import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Controller, Get, Header } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { allContracts, allTopics } from '#contracts/catalogue';
import { openApiDocument } from '#contracts/documents/openapi';
import { PROBE } from '../admission/declaration';

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>OpsLedger API</title>
    <link rel="icon" href="/docs/icon.png" />
    <link rel="stylesheet" href="/docs/swagger-ui.css" />
    <script src="/docs/swagger-ui-bundle.js" defer></script>
    <script src="/docs/page.js" defer></script>
  </head>
  <body>
    <div id="swagger-ui"></div>
  </body>
</html>
`;

/** Without `validatorUrl` the page would send the document's address to validator.swagger.io. */
const SCRIPT = `SwaggerUIBundle({
  url: '/docs/openapi.json',
  dom_id: '#swagger-ui',
  deepLinking: true,
  presets: [SwaggerUIBundle.presets.apis],
  layout: 'BaseLayout',
  validatorUrl: null,
});
`;

/** The icons of the style sheet are data; nothing comes from another origin, and no script or style is in the page. */
const POLICY =
  "default-src 'none'; base-uri 'none'; connect-src 'self'; form-action 'none'; frame-ancestors 'none'; " +
  "img-src 'self' data:; script-src 'self'; style-src 'self'";

const KEPT = 'public, max-age=3600';

/** Of the package only its built files are used: they are sent like any other answer, past admission. */
const assets = (name: string): Buffer =>
  readFileSync(join(dirname(require.resolve('@fastify/swagger-ui/package.json')), 'static', name));

/** Swagger UI for the API's description, if it is switched on. */
@Controller('/docs')
export class DocsController {
  private readonly document = openApiDocument(allContracts(), allTopics());
  private readonly uiScript = assets('swagger-ui-bundle.js');
  private readonly uiStyle = assets('swagger-ui.css');
  private readonly uiIcon = assets('favicon-32x32.png');

  @Get()
  @RouteConfig({ admission: PROBE })
  @Header('Content-Type', 'text/html; charset=utf-8')
  @Header('Content-Security-Policy', POLICY)
  page(): string {
    return PAGE;
  }

  @Get('page.js')
  @RouteConfig({ admission: PROBE })
  @Header('Content-Type', 'text/javascript; charset=utf-8')
  script(): string {
    return SCRIPT;
  }

  @Get('swagger-ui-bundle.js')
  @RouteConfig({ admission: PROBE })
  @Header('Content-Type', 'text/javascript; charset=utf-8')
  @Header('Cache-Control', KEPT)
  bundle(): Buffer {
    return this.uiScript;
  }

  @Get('swagger-ui.css')
  @RouteConfig({ admission: PROBE })
  @Header('Content-Type', 'text/css; charset=utf-8')
  @Header('Cache-Control', KEPT)
  style(): Buffer {
    return this.uiStyle;
  }

  @Get('icon.png')
  @RouteConfig({ admission: PROBE })
  @Header('Content-Type', 'image/png')
  @Header('Cache-Control', KEPT)
  icon(): Buffer {
    return this.uiIcon;
  }

  @Get('openapi.json')
  @RouteConfig({ admission: PROBE })
  openApi(): object {
    return this.document;
  }
}
