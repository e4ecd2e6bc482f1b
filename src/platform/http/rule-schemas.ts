import { type ClassConstructor, plainToInstance } from 'class-transformer';
import { getMetadataStorage, IS_DATE, IS_ISO8601, IS_LOCALE, IS_RFC_3339, ValidationTypes } from 'class-validator';
import { targetConstructorToSchema } from 'class-validator-jsonschema';
import type { Schema } from '../../contracts/schema.js';

type Rule = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']>[number];

/**
 * JSON Schemas of body and query classes, made from the validation rules themselves: what is described is what is checked.
 * Nested classes become components of their own.
 */
export class RuleSchemas {
  private readonly names = new Map<ClassConstructor<object>, string>();
  readonly components: Record<string, Schema> = {};

  /** A reference to the component of this class, which is added where it is new. */
  ref(type: ClassConstructor<object>): Schema {
    let name = this.names.get(type);
    if (!name) {
      name = this.components[type.name] ? `${type.name}${this.names.size}` : type.name;
      this.names.set(type, name);
      // Known before its own schema is made, for classes that nest themselves.
      const schema: Schema = (this.components[name] = {});
      Object.assign(schema, this.of(type));
    }
    return { $ref: `#/components/schemas/${name}` };
  }

  of(type: ClassConstructor<object>): Schema {
    const described = targetConstructorToSchema(type, {
      additionalConverters: {
        [ValidationTypes.NESTED_VALIDATION]: ({ propertyName }: Rule) => this.ref(nestedClass(type, propertyName)) as never,
        [IS_DATE]: { type: 'string', format: 'date-time' },
        [IS_RFC_3339]: { type: 'string', format: 'date-time' },
        [IS_ISO8601]: { type: 'string', format: 'date-time' },
        [IS_LOCALE]: { type: 'string', description: 'BCP 47' },
        // Said by `required`; the converter's own `not: null` would only repeat it.
        [ValidationTypes.IS_DEFINED]: {},
      } as never,
    }) as Schema;
    const rules = getMetadataStorage().getTargetValidationMetadatas(type, '', true, false);
    const properties: Record<string, Schema> = {};
    const required: string[] = [];
    const defaults = new type() as Record<string, unknown>;
    for (const [name, schema] of Object.entries(described.properties ?? {})) {
      const own = rules.filter((rule) => rule.propertyName === name);
      properties[name] = {
        ...(admits(own, name, null) ? orNull(portable(schema)) : portable(schema)),
        ...defaultOf(defaults[name]),
      };
      if (!admits(own, name, undefined)) required.push(name);
    }
    return { type: 'object', properties, ...(required.length > 0 ? { required } : {}), additionalProperties: false };
  }
}

const defaultOf = (value: unknown): Schema => (value === undefined || typeof value === 'object' ? {} : { default: value });

/** Patterns that every dialect of regular expressions reads: property classes are known to few. */
const portable = ({ pattern, ...schema }: Schema): Schema =>
  pattern === undefined ? schema : { ...schema, pattern: pattern.replaceAll('\\P{Cc}', '[^\\u0000-\\u001f\\u007f-\\u009f]') };

/** True where a condition (`@IsOptional`, `@ValidateIf`) lets the value pass unchecked. */
function admits(rules: Rule[], name: string, value: null | undefined): boolean {
  return rules
    .filter((rule) => rule.type === ValidationTypes.CONDITIONAL_VALIDATION)
    .some((rule) => !(rule.constraints[0] as (object: object, value: unknown) => boolean)({ [name]: value }, value));
}

/** The class a nested value is turned into, found by turning one: decorators of class-transformer cannot be asked. */
function nestedClass(type: ClassConstructor<object>, name: string): ClassConstructor<object> {
  const [one, many] = [{}, [{}]].map((value) => plainToInstance(type, { [name]: value }) as Record<string, unknown>);
  const found = [one?.[name], (many?.[name] as unknown[] | undefined)?.[0]].find(
    (value) => typeof value === 'object' && value !== null && value.constructor !== Object && !Array.isArray(value),
  );
  if (!found) throw new Error(`${type.name}.${name} is nested without @Type`);
  return found.constructor as ClassConstructor<object>;
}

function orNull(schema: Schema): Schema {
  if (typeof schema.type === 'string' && !schema.enum) return { ...schema, type: [schema.type, 'null'] };
  return { anyOf: [schema, { type: 'null' }] };
}
