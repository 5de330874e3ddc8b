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
    <link rel="stylesheet" href="/docs/page.css" />
    <script src="/docs/page.js" defer></script>
  </head>
  <body>
    <h1>OpsLedger API</h1>
    <p><a href="/docs/openapi.json">openapi.json</a></p>
    <main id="operations"></main>
  </body>
</html>
`;

const STYLE = `body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; }
summary { cursor: pointer; padding: 0.25rem 0; }
code, pre { font-family: ui-monospace, monospace; font-size: 0.9em; }
pre { background: #f4f4f4; overflow: auto; padding: 0.75rem; }
`;

const SCRIPT = `const { paths, components } = await (await fetch('/docs/openapi.json')).json();
const element = (name, text) => Object.assign(document.createElement(name), { textContent: text });
for (const [path, methods] of Object.entries(paths)) {
  for (const [method, operation] of Object.entries(methods)) {
    const details = document.createElement('details');
    const summary = element('summary', '');
    summary.append(element('code', method.toUpperCase() + ' ' + path), ' ' + operation.summary);
    const text = JSON.stringify(operation, null, 2);
    details.append(summary, element('p', 'Permission: ' + operation['x-permission']), element('pre', text));
    document.getElementById('operations').append(details);
  }
}
const schemas = document.createElement('details');
schemas.append(element('summary', 'Schemas'), element('pre', JSON.stringify(components.schemas, null, 2)));
document.getElementById('operations').append(schemas);
`;

const POLICY = "default-src 'none'; connect-src 'self'; script-src 'self'; style-src 'self'; frame-ancestors 'none'";

/** The API's description for people, if it is switched on. */
@Controller('/docs')
export class DocsController {
  private readonly document = openApiDocument(allContracts(), allTopics());

  @Get()
  @RouteConfig({ admission: PROBE })
  @Header('Content-Type', 'text/html; charset=utf-8')
  @Header('Content-Security-Policy', POLICY)
  page(): string {
    return PAGE;
  }

  @Get('page.css')
  @RouteConfig({ admission: PROBE })
  @Header('Content-Type', 'text/css; charset=utf-8')
  style(): string {
    return STYLE;
  }

  @Get('page.js')
  @RouteConfig({ admission: PROBE })
  @Header('Content-Type', 'text/javascript; charset=utf-8')
  script(): string {
    return `(async () => {\n${SCRIPT}})();\n`;
  }

  @Get('openapi.json')
  @RouteConfig({ admission: PROBE })
  openApi(): object {
    return this.document;
  }
}
