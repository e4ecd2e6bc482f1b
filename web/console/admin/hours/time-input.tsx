import { TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useField } from '../records/form-context.js';
import { readTime } from './read-time.js';

/** A time of the day. `9` becomes `09:00` on leaving; what is no time stays as it is typed, for the server to say so. */
export function TimeInput({ at, label }: { at: string; label: string }) {
  const field = useField<string>(at);
  const [typed, setTyped] = useState(field.value);
  useEffect(() => setTyped(field.value), [field.value]);
  return (
    <TextInput
      w={76}
      size="xs"
      aria-label={label}
      error={field.error}
      inputMode="numeric"
      maxLength={8}
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={() => {
        const time = readTime(typed) ?? typed;
        setTyped(time);
        if (time !== field.value) field.set(time);
      }}
    />
  );
}
