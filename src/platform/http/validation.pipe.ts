import { type ArgumentMetadata, Injectable, type PipeTransform } from '@nestjs/common';
import type { ClassConstructor } from 'class-transformer';
import { Refusal } from './refusal.js';
import { validate } from './validate.js';

const plain = new Set<unknown>([String, Number, Boolean, Array, Object, Buffer]);
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Bodies and queries by their class; path parameters named `id` or `…Id` must be ids. */
@Injectable()
export class ValidationPipe implements PipeTransform {
  transform(value: unknown, { type, metatype, data }: ArgumentMetadata): unknown {
    if (type === 'param') return this.param(value, data);
    if ((type !== 'body' && type !== 'query') || !metatype || plain.has(metatype) || data) return value;
    return validate(metatype as ClassConstructor<object>, value ?? {}, type);
  }

  private param(value: unknown, name: string | undefined): unknown {
    const text = String(value);
    const unknown = name && /^(id|.+Id)$/.test(name) ? !uuid.test(text) : text.includes('\0');
    if (unknown) throw new Refusal('not_found', 'There is nothing under this id.');
    return value;
  }
}
