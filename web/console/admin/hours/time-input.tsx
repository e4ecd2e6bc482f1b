import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useField } from '../records/form-context.js';
import { readTime } from './read-time.js';

/**
 * A time of the day. What is typed counts at once (`9` is 09:00, also for a save by its key); the field shows it in full on
 * leaving. What is no time is kept as it was typed, for the server to say so.
 */
export function TimeInput({ at, label }: { at: string; label: string }) {
  const field = useField<string>(at);
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <TextInput
      w={76}
      size="xs"
      aria-label={label}
      error={field.error}
      inputMode="numeric"
      maxLength={8}
      value={typed ?? field.value}
      onChange={({ currentTarget: { value } }) => {
        setTyped(value);
        field.set(readTime(value) ?? value);
      }}
      onBlur={() => setTyped(null)}
    />
  );
}
