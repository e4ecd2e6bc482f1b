import 'reflect-metadata';
import { type ClassConstructor, plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import type { FieldError } from '../../contracts/errors.js';
import { Refusal } from './refusal.js';

/** Turns an unknown value into a checked instance of `type`; unknown fields are refused, never dropped silently. */
export function validate<T extends object>(type: ClassConstructor<T>, value: unknown, where: 'body' | 'query' = 'body'): T {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Refusal('invalid_request', 'A JSON object is expected.', {
      errors: [{ pointer: '', detail: 'must be an object' }],
    });
  const instance = plainToInstance(type, value, { enableImplicitConversion: where === 'query', exposeDefaultValues: true });
  const errors = validateSync(instance, {
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    validationError: { target: false, value: false },
  });
  if (errors.length === 0) return instance;
  const fields = errors.flatMap((error) => flatten(error, where === 'query' ? '?' : '/'));
  throw new Refusal(
    'invalid_request',
    fields.map((field) => `${field.pointer.slice(1)}: ${field.detail}`).join('; ') || 'The request is not valid.',
    {
      errors: fields,
    },
  );
}

function flatten(error: ValidationError, prefix: string): FieldError[] {
  const pointer = prefix + error.property.replaceAll('~', '~0').replaceAll('/', '~1');
  const own = Object.values(error.constraints ?? {}).map((detail) => ({
    pointer,
    detail: detail.replace(/^property \S+ should not exist$/, 'is not a known field'),
  }));
  return [...own, ...(error.children ?? []).flatMap((child) => flatten(child, `${pointer}/`))];
}
