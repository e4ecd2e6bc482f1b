import { TextInput } from '@mantine/core';
import { wrapperOrder } from './fields.js';
import { useField } from './form-context.js';

const two = (n: number): string => String(n).padStart(2, '0');

/** A moment on this computer's clock, as the browser's own field wants it. */
export function localOf(moment: string | null | undefined): string {
  if (!moment) return '';
  const at = new Date(moment);
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

export function MomentField({ at }: { at: string }) {
  const field = useField<string | null>(at);
  return (
    <TextInput
      type="datetime-local"
      label={field.label}
      description={field.hint}
      error={field.error}
      inputWrapperOrder={wrapperOrder}
      value={localOf(field.value)}
      onChange={({ currentTarget: { value } }) => field.set(value ? new Date(value).toISOString() : null)}
    />
  );
}
