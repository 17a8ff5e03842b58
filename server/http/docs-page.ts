/** The OpenAPI document as one plain page: no script, no font, no address outside this server. */
interface Operation {
  summary: string;
  description: string;
  parameters: { name: string; in: string; required: boolean; schema: { type?: string; enum?: string[] } }[];
  requestBody?: { content: Record<string, { schema: unknown }> };
  responses: { '2XX': { content?: Record<string, { schema: unknown }> } };
}

const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]!);

function content(title: string, byType: Record<string, { schema: unknown }> | undefined): string {
  return Object.entries(byType ?? {})
    .map(
      ([type, { schema }]) =>
        `<details><summary>${title} <code>${escaped(type)}</code></summary><pre>${escaped(JSON.stringify(schema, null, 2))}</pre></details>`,
    )
    .join('');
}

function section(method: string, path: string, operation: Operation): string {
  const rows = operation.parameters
    .map(
      (p) =>
        `<tr><td><code>${escaped(p.name)}</code></td><td>${p.in}</td><td>${p.required ? '必填 · required' : ''}</td><td>${escaped(p.schema.enum?.join(' | ') ?? p.schema.type ?? '')}</td></tr>`,
    )
    .join('');
  return `<section><h2><code>${method.toUpperCase()} ${escaped(path)}</code></h2>
<p>${escaped(operation.summary)}</p><p class="who">${escaped(operation.description)}</p>
${rows ? `<table>${rows}</table>` : ''}
${content('请求 · body', operation.requestBody?.content)}${content('应答 · answer', operation.responses['2XX'].content)}</section>`;
}

export function docsPage(document: Record<string, unknown>): string {
  const paths = document.paths as Record<string, Record<string, Operation>>;
  const sections = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => section(method, path, operation)),
  );
  return `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>痕鉴 API</title><style>
body{font:15px/1.6 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222}
section{border-top:1px solid #ddd;padding:.5rem 0}h2{font-size:1rem}.who{color:#666}
table{border-collapse:collapse}td{padding:.1rem 1rem .1rem 0}pre{background:#f6f6f6;padding:.5rem;overflow:auto}
</style><h1>痕鉴 API</h1><p><a href="/api/openapi.json">OpenAPI 3.1</a></p>${sections.join('\n')}</html>`;
}
