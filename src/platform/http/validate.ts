import 'reflect-metadata';
import { type ClassConstructor, plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import type { FieldError } from '../../contracts/errors.js';
import { jsonFaults, makeWellFormed, pointerStep } from './plain-json.js';
import { Refusal } from './refusal.js';

/** More are not told: an answer never grows with the number of mistakes. */
const maxErrors = 50;

/** Turns an unknown value into a checked instance of `type`; unknown fields are refused, never dropped silently. */
export function validate<T extends object>(type: ClassConstructor<T>, value: unknown, where: 'body' | 'query' = 'body'): T {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Refusal('invalid_request', 'A JSON object is expected.', {
      errors: [{ pointer: '', detail: 'must be an object' }],
    });
  const faults = jsonFaults(value);
  if (faults.length > 0) throw refused(faults, where);
  makeWellFormed(value);
  const instance = instanceOf(type, value, where);
  const errors = validateSync(instance, {
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    validationError: { target: false, value: false },
  });
  if (errors.length > 0)
    throw refused(
      errors.flatMap((error) => flatten(error, '')),
      where,
    );
  return instance;
}

function instanceOf<T extends object>(type: ClassConstructor<T>, value: object, where: 'body' | 'query'): T {
  try {
    return plainToInstance(type, value, { enableImplicitConversion: where === 'query', exposeDefaultValues: true });
  } catch (error) {
    // An object that has a `toString` of its own cannot be made a date or a number.
    if (error instanceof TypeError) throw refused([{ pointer: '', detail: 'has a value of a wrong type' }], where);
    throw error;
  }
}

/** A fault in the query is named `?name`, one in the body by its JSON Pointer. */
function refused(faults: FieldError[], where: 'body' | 'query'): Refusal {
  const fields = faults
    .slice(0, maxErrors)
    .map(({ pointer, detail }) => ({ pointer: where === 'query' ? pointer.replace(/^\//, '?') : pointer, detail }));
  const detail = fields.map((field) => `${field.pointer.slice(1) || 'the value'}: ${field.detail}`).join('; ');
  return new Refusal('invalid_request', detail || 'The request is not valid.', { errors: fields });
}

function flatten(error: ValidationError, prefix: string): FieldError[] {
  const pointer = prefix + pointerStep(error.property);
  const own = Object.values(error.constraints ?? {}).map((detail) => ({
    pointer,
    detail: detail.replace(/^property \S+ should not exist$/, 'is not a known field'),
  }));
  return [...own, ...(error.children ?? []).flatMap((child) => flatten(child, pointer))];
}
