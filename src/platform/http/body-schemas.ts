import type { OpenAPIObject } from '@nestjs/swagger';
import { getMetadataStorage } from 'class-validator';
import { validationMetadatasToSchemas } from 'class-validator-jsonschema';

/**
 * Fills the body classes of the API description from the validation rules themselves, so that what is described is
 * exactly what is checked.
 */
export function bodySchemas(document: OpenAPIObject): OpenAPIObject {
  const checked = validationMetadatasToSchemas({
    classValidatorMetadataStorage: getMetadataStorage(),
    refPointerPrefix: '#/components/schemas/',
  });
  const schemas = (document.components ??= {}).schemas ?? {};
  for (const name of Object.keys(schemas)) {
    const rules = checked[name];
    if (rules) schemas[name] = { ...(schemas[name] as object), ...(rules as object), additionalProperties: false } as never;
  }
  document.components.schemas = schemas;
  return document;
}
