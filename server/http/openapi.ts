/** The OpenAPI 3.1 document, made from the routes Nest really serves and the zod schemas that really check them. */
import { z } from 'zod';
import { Problem } from '../contract.ts';
import type { Route } from './routes.ts';

type Json = Record<string, unknown>;

const jsonSchema = (schema: z.ZodType, io: 'input' | 'output'): Json => {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, {
    io,
    target: 'draft-2020-12',
    unrepresentable: 'any',
  });
  return rest as Json;
};

function audience(route: Route): string {
  const { policy } = route;
  if (!policy) return '';
  if (policy.open === 'public') return '公开 · public';
  if (policy.open === 'loopback') return '本机或已登录 · loopback or signed in';
  return policy.audience.join(', ');
}

function parameters(route: Route): Json[] {
  const inPath = [...route.path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const inQuery = Object.entries(route.query?.shape ?? {}).map(([name, schema]) => ({
    name,
    in: 'query',
    required: !(schema as z.ZodType).safeParse(undefined).success,
    schema: jsonSchema(schema as z.ZodType, 'input'),
  }));
  const csrf =
    route.method !== 'get' && route.policy?.open === 'no'
      ? [{ name: 'X-CSRF-Token', in: 'header', required: false, schema: { type: 'string' } }]
      : [];
  return [...inPath, ...inQuery, ...csrf];
}

function requestBody(route: Route): Json | undefined {
  if (route.body)
    return { required: true, content: { 'application/json': { schema: jsonSchema(route.body, 'input') } } };
  const consumes = route.answers?.consumes;
  if (!consumes) return undefined;
  return {
    required: true,
    content: Object.fromEntries(
      consumes.map((type) => [
        type,
        {
          schema:
            type === 'multipart/form-data'
              ? { type: 'object', properties: { file: { type: 'string', format: 'binary' } }, required: ['file'] }
              : {},
        },
      ]),
    ),
  };
}

function answer(route: Route): Json {
  const schema = route.answers?.schema;
  const type = route.answers?.produces ?? 'application/json';
  return {
    description: route.answers?.summary.en ?? 'Done',
    ...(schema || route.answers?.produces
      ? { content: { [type]: { schema: schema ? jsonSchema(schema, 'output') : {} } } }
      : {}),
  };
}

function security(route: Route): Json[] {
  if (route.policy?.open !== 'no') return [];
  return [{ session: [] }, ...(route.policy.audience.includes('token') ? [{ token: [] }] : [])];
}

export function openApiDocument(routes: readonly Route[], version: string): Json {
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    const operations = (paths[path] ??= {});
    const body = requestBody(route);
    operations[route.method] = {
      operationId: route.handler.replace('Controller.', '-'),
      summary: route.answers ? `${route.answers.summary.zh} · ${route.answers.summary.en}` : route.handler,
      description: audience(route),
      parameters: parameters(route),
      ...(body ? { requestBody: body } : {}),
      security: security(route),
      responses: {
        '2XX': answer(route),
        default: {
          description: 'Problem (RFC 9457)',
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      },
    };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Henjian 痕鉴', version, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    servers: [{ url: '/' }],
    paths,
    components: {
      schemas: { Problem: jsonSchema(Problem, 'output') },
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'henjian' },
        token: { type: 'http', scheme: 'bearer' },
      },
    },
  };
}
