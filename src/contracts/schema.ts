/** The part of JSON Schema (2020-12) that descriptions here are written in. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  description?: string;
  enum?: readonly unknown[];
  const?: unknown;
  properties?: Record<string, Schema>;
  required?: readonly string[];
  additionalProperties?: boolean | Schema;
  items?: Schema;
  anyOf?: readonly Schema[];
  allOf?: readonly Schema[];
  not?: Schema;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  uniqueItems?: boolean;
  pattern?: string;
  default?: unknown;
}

/** Marks that exist for the type checker alone. */
type Nullable = Schema & { readonly nullable: true };
type Plain = Schema & { readonly nullable?: never };
interface Omittable<S extends Schema> {
  omittable: S;
}

type SchemaOf<T> = unknown extends T ? Schema : null extends T ? Nullable : Plain;
type PropertiesOf<T> = {
  [K in keyof Required<T>]: Record<never, never> extends Pick<T, K>
    ? Omittable<SchemaOf<Exclude<T[K], undefined>>>
    : SchemaOf<T[K]>;
};

/**
 * The schema of an object type. A property that is missing, unknown, wrongly omittable or wrongly null does not compile,
 * so that a view cannot change without its description.
 */
export function object<T extends object>(properties: PropertiesOf<T>, description?: string): Plain {
  const entries = Object.entries(properties as Record<string, Schema | Omittable<Schema>>);
  return {
    type: 'object',
    ...(description ? { description } : {}),
    properties: Object.fromEntries(entries.map(([name, one]) => [name, 'omittable' in one ? one.omittable : one])),
    required: entries.filter(([, one]) => !('omittable' in one)).map(([name]) => name),
  };
}

export const omittable = <S extends Schema>(schema: S): Omittable<S> => ({ omittable: schema });

export function orNull(schema: Schema): Nullable {
  const described =
    typeof schema.type === 'string' && !schema.enum
      ? { ...schema, type: [schema.type, 'null'] }
      : { anyOf: [schema, { type: 'null' }] };
  return described as unknown as Nullable;
}

const plain = (schema: Schema): Plain => schema as Plain;

export const text = plain({ type: 'string' });
export const id = plain({ type: 'string', format: 'uuid' });
export const time = plain({ type: 'string', format: 'date-time' });
export const flag = plain({ type: 'boolean' });
export const integer = plain({ type: 'integer' });
export const number = plain({ type: 'number' });
export const anything = plain({});
export const fields = plain({ type: 'object', additionalProperties: true });
export const described = (schema: Schema, description: string): Plain => plain({ ...schema, description });
export const oneOf = (values: readonly string[]): Plain => plain({ type: 'string', enum: values });
export const always = (value: string | boolean): Plain => plain({ const: value });
export const list = (items: Schema): Plain => plain({ type: 'array', items });
export const mapOf = (values: Schema): Plain => plain({ type: 'object', additionalProperties: values });
export const either = (...schemas: Schema[]): Plain => plain({ anyOf: schemas });
/** One shape and the properties of another. */
export const both = (...schemas: Schema[]): Plain => plain({ allOf: schemas });
export const refTo = (name: string): Plain => plain({ $ref: `#/components/schemas/${name}` });
