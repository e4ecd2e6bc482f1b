import { ModulesContainer } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { operations } from '../../contracts/operations.js';
import type { Schema } from '../../contracts/schema.js';
import { viewSchemas } from '../../contracts/view-schemas.js';
import { answersOf } from './describe-answers.js';
import { type Door, doorsOf } from './describe-doors.js';
import { RuleSchemas } from './rule-schemas.js';

type Operation = OpenAPIObject['paths'][string]['get'] & object;

/**
 * OpenAPI 3.1 at /openapi.json and its reader at /docs: paths from the running controllers, bodies and queries from their
 * validation rules, summaries and answers from `contracts/operations`.
 */
export function describeApi(nest: NestExpressApplication): void {
  SwaggerModule.setup('docs', nest, () => apiDocument(nest), {
    jsonDocumentUrl: 'openapi.json',
    yamlDocumentUrl: 'openapi.yaml',
    customSiteTitle: 'Throughline API',
  });
}

export function apiDocument(nest: NestExpressApplication): OpenAPIObject {
  const document = SwaggerModule.createDocument(nest, frame());
  const doors = doorsOf(nest.get(ModulesContainer));
  const rules = new RuleSchemas();
  for (const [path, item] of Object.entries(document.paths))
    for (const [method, operation] of Object.entries(item) as [string, Operation][]) {
      const door = doors.get(operation.operationId ?? '');
      if (door) describe(operation, `${method.toUpperCase()} ${path}`, door, rules);
    }
  const schemas = { ...viewSchemas, ...rules.components };
  document.components = { ...document.components, schemas: schemas as never };
  return document;
}

function frame() {
  return new DocumentBuilder()
    .setTitle('Throughline')
    .setDescription(
      'One thread per customer, the best agent for each conversation, context before the first word. ' +
        'Errors are problem documents (RFC 9457). Lists take `cursor` and `limit`. A POST with an `Idempotency-Key` may be repeated. ' +
        'The sockets are described at /asyncapi.json.',
    )
    .setVersion('0.1.0')
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addServer('/')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'An access token, or an API key.' })
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'The token of a widget session.' }, 'widget')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'The token of a wallboard.' }, 'wallboard')
    .addCookieAuth('tl_refresh', { type: 'apiKey', in: 'cookie', description: 'Set by signing in.' }, 'refresh')
    .setOpenAPIVersion('3.1.0')
    .build();
}

function describe(operation: Operation, name: string, door: Door, rules: RuleSchemas): void {
  const said = operations[name];
  operation.summary = said?.summary ?? name;
  operation.security ??= door.public ? [] : [{ bearer: [] }];
  operation.parameters = [...(operation.parameters ?? []).map(asPathParameter), ...parametersOf(name, door, rules)] as never;
  if (door.body)
    operation.requestBody = { required: true, content: { 'application/json': { schema: rules.ref(door.body) as never } } };
  if (said?.upload) operation.requestBody = { required: true, content: { 'multipart/form-data': { schema: oneFile as never } } };
  if (said?.csv) operation.requestBody = { required: true, content: { 'text/csv': { schema: { type: 'string' } } } };
  operation.responses = answersOf(operation.responses as Record<string, object>, said, {
    body: door.body !== undefined,
    signedIn: operation.security.length > 0,
    found: name.includes('{'),
  }) as never;
}

const oneFile: Schema = {
  type: 'object',
  properties: { file: { type: 'string', format: 'binary' } },
  required: ['file'],
};

/** Nest knows path parameters only by name. */
function asPathParameter(parameter: object): object {
  const { name } = parameter as { name: string };
  const schema: Schema = /^(id|.+Id)$/.test(name) ? { type: 'string', format: 'uuid' } : { type: 'string' };
  return { ...parameter, required: true, schema };
}

function parametersOf(name: string, door: Door, rules: RuleSchemas): object[] {
  const { properties = {}, required = [] } = door.query ? rules.of(door.query) : {};
  const query = Object.entries(properties).map(([key, schema]) => ({
    name: key,
    in: 'query',
    required: required.includes(key),
    schema: withoutNull(schema),
  }));
  const text = { type: 'string' };
  return [
    ...query,
    ...(door.ifMatch ? [{ name: 'If-Match', in: 'header', required: false, schema: text }] : []),
    ...(name.startsWith('POST ') && !door.neverStored
      ? [{ name: 'Idempotency-Key', in: 'header', required: false, schema: { ...text, maxLength: 255 } }]
      : []),
  ];
}

/** A query has no null: a parameter is there or it is not. */
function withoutNull(schema: Schema): Schema {
  if (Array.isArray(schema.type)) return { ...schema, type: schema.type.find((type) => type !== 'null') };
  const [only, rest] = schema.anyOf ?? [];
  return only && rest?.type === 'null' ? only : schema;
}
