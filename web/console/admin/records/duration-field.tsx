import { Input, NativeSelect, NumberInput } from '@mantine/core';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { joinDuration, splitDuration, type Unit, units } from './duration.js';
import { Warned, wrapperOrder } from './fields.js';
import { useField } from './form-context.js';
import classes from './records.module.css';

interface DurationProps {
  at: string;
  name?: string;
  bare?: boolean;
  /** The unit while it is empty. */
  unit?: Unit;
  /** What emptying it means; left out, it must say something. */
  none?: null | undefined;
  optional?: boolean;
}

/** A number and its unit, side by side; the unit alone says how the number is meant, and changing it keeps the number. */
export function DurationField({ at, name, bare, unit: first = 'min', optional = false, none }: DurationProps) {
  const field = useField<number | null | undefined>(at, name, { required: !optional, min: 0 });
  const { t } = useTranslation('admin');
  const said = typeof field.value === 'number' ? splitDuration(field.value) : null;
  const id = useId();
  const [wished, setWished] = useState<Unit>(said?.unit ?? first);
  // What was chosen holds as long as the length can be said in it; "60 min" must not turn into "1 h" under the fingers.
  const unit =
    typeof field.value === 'number' && field.value > 0 && said && field.value % joinDuration(1, wished) !== 0
      ? said.unit
      : wished;
  const amount = typeof field.value === 'number' ? field.value / joinDuration(1, unit) : '';
  return (
    <Warned warning={field.warning}>
      <Input.Wrapper
        id={id}
        {...(bare ? {} : { label: field.label, description: field.hint })}
        error={field.error}
        inputWrapperOrder={wrapperOrder}
      >
        <div className={classes.inLine}>
          <NumberInput
            id={id}
            {...(bare ? { 'aria-label': field.label } : {})}
            error={field.error !== undefined}
            aria-required={!optional}
            min={0}
            clampBehavior="none"
            hideControls
            placeholder={optional ? t('none') : undefined}
            value={amount}
            onChange={(value) => field.set(value === '' ? (optional ? none : null) : joinDuration(Number(value), unit))}
          />
          <NativeSelect
            aria-label={t('unitOf', { name: field.label })}
            data={units.map((one) => ({ value: one.unit, label: t(`unit.${one.unit}`) }))}
            value={unit}
            onChange={(event) => {
              const next = event.currentTarget.value as Unit;
              setWished(next);
              if (amount !== '') field.set(joinDuration(amount, next));
            }}
          />
        </div>
      </Input.Wrapper>
    </Warned>
  );
}
