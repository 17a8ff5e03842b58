/** Every route Nest serves, read from its own metadata: for the policy check, OpenAPI and the tests that enumerate them. */
import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA, ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import { ModulesContainer } from '@nestjs/core';
import { z } from 'zod';
import { policyOf, type Policy } from '../access/policy.ts';
import { ANSWERS, type AnswerNote } from './answers.ts';

export interface Route {
  /** Lower-case: get, post, ... */
  method: string;
  /** With `:name` for parameters, starting with a slash. */
  path: string;
  handler: string;
  policy: Policy | undefined;
  answers: AnswerNote | undefined;
  body: z.ZodType | undefined;
  query: z.ZodObject | undefined;
}

function joined(...parts: string[]): string {
  return `/${parts
    .map((part) => part.replace(/^\/|\/$/g, ''))
    .filter((part) => part !== '')
    .join('/')}`;
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [String(value ?? '')];
}

function schemaOf(controller: object, handlerName: string, parameter: RouteParamtypes): z.ZodType | undefined {
  const parameters = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, handlerName) ?? {}) as Record<
    string,
    { schema?: unknown }
  >;
  for (const [key, { schema }] of Object.entries(parameters))
    if (key.startsWith(`${parameter}:`) && schema instanceof z.ZodType) return schema;
  return undefined;
}

export function routesOf(modules: ModulesContainer): Route[] {
  const routes: Route[] = [];
  const controllers = new Set([...modules.values()].flatMap((module) => [...module.controllers.values()]));
  for (const { metatype } of controllers) {
    if (typeof metatype !== 'function') continue;
    const prototype = metatype.prototype as Record<string, unknown>;
    for (const name of Object.getOwnPropertyNames(prototype)) {
      const handler = name === 'constructor' ? undefined : prototype[name];
      if (typeof handler !== 'function') continue;
      const method = Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod | undefined;
      if (method === undefined) continue;
      const query = schemaOf(metatype, name, RouteParamtypes.QUERY);
      const answers = Reflect.getMetadata(ANSWERS, handler) as AnswerNote | undefined;
      for (const prefix of textsOf(Reflect.getMetadata(PATH_METADATA, metatype)))
        for (const path of textsOf(Reflect.getMetadata(PATH_METADATA, handler)))
          routes.push({
            method: RequestMethod[method].toLowerCase(),
            path: joined(prefix, path),
            handler: `${metatype.name}.${name}`,
            policy: policyOf(handler, metatype as new () => unknown),
            answers,
            body: schemaOf(metatype, name, RouteParamtypes.BODY),
            query: query instanceof z.ZodObject ? query : answers?.query,
          });
    }
  }
  return routes.sort((a, b) => a.path.localeCompare(b.path) || a.method.localeCompare(b.method));
}
