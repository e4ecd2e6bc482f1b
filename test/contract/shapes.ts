import Ajv from 'ajv';
import type { Schema } from '../../src/contracts/schema.js';

/** What a described document offers to check answers with. */
export interface Described {
  components: { schemas: Record<string, Schema> };
}

export type Check = (schema: Schema, value: unknown) => string[];

/**
 * Checks values against schemas of a document, strictly: a property that the description does not name is a fault too, so
 * that an answer cannot grow without its description.
 */
export function shapesOf(document: Described): Check {
  const ajv = new Ajv({ allErrors: true, unknownFormats: 'ignore', schemaId: '$id' });
  const components = Object.fromEntries(
    Object.entries(document.components.schemas).map(([name, schema]) => [name, closed(document, schema)]),
  );
  const known = new WeakMap<object, ReturnType<typeof ajv.compile>>();
  return (schema, value) => {
    let check = known.get(schema);
    if (!check)
      known.set(schema, (check = ajv.compile({ allOf: [closed(document, schema)], components: { schemas: components } })));
    return check(value)
      ? []
      : (check.errors ?? []).map((error) => `${error.dataPath} ${error.message} ${JSON.stringify(error.params)}`);
  };
}

/** The same schema with every object closed; `allOf` becomes one object, since two closed ones would exclude each other. */
function closed(document: Described, schema: Schema): Schema {
  if (schema.allOf) return closed(document, merged(document, schema.allOf));
  // Draft 7 reads nothing beside a reference.
  if (schema.$ref) return { $ref: schema.$ref };
  const open = schema.properties === undefined || schema.additionalProperties !== undefined;
  return {
    ...schema,
    ...(schema.properties
      ? {
          properties: Object.fromEntries(
            Object.entries(schema.properties).map(([name, inner]) => [name, closed(document, inner)]),
          ),
        }
      : {}),
    ...(schema.items ? { items: closed(document, schema.items) } : {}),
    ...(schema.anyOf ? { anyOf: schema.anyOf.map((inner) => closed(document, inner)) } : {}),
    ...(open ? {} : { additionalProperties: false }),
  };
}

function merged(document: Described, parts: readonly Schema[]): Schema {
  const whole = parts.map((part) => (part.$ref ? document.components.schemas[part.$ref.split('/').at(-1)!]! : part));
  return {
    type: 'object',
    properties: Object.assign({}, ...whole.map((part) => part.properties)) as Record<string, Schema>,
    required: whole.flatMap((part) => [...(part.required ?? [])]),
  };
}

/** Every `$ref` in a document, with where it stands. */
export function refsIn(value: unknown, at = '#'): { at: string; ref: string }[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === '$ref' && typeof inner === 'string' ? [{ at, ref: inner }] : refsIn(inner, `${at}/${key}`),
  );
}

/** What a local reference points at; undefined where there is nothing. */
export const target = (document: unknown, ref: string): unknown =>
  ref
    .replace(/^#\//, '')
    .split('/')
    .reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], document);
