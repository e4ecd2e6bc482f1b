import { useLayoutEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FieldError } from '../../../../src/contracts/errors.js';
import { draftOf, useFormPlace, wordsOf } from './form-context.js';
import { fieldOf, valueAt } from './pointer.js';
import classes from './records.module.css';
import type { Aftermath } from './use-form.js';
import { sayWrong, wrongsOf } from './wrong.js';

/**
 * Always in sight, beside the button that was pressed: how many fields are to blame, and in full what is about no field of
 * this form. The other sentences stand at their fields.
 */
export function Foot({ aftermath: { refused, errors, warnings } }: { aftermath: Aftermath }) {
  const { t } = useTranslation('admin');
  const { fields } = useFormPlace();
  /** Known once all fields are there, folded ones included. */
  const [landed, setLanded] = useState<{ fields: number; errors: readonly FieldError[]; warnings: readonly FieldError[] }>(
    nowhere,
  );
  useLayoutEffect(() => {
    const homeless = ({ pointer }: FieldError): boolean => fieldOf(pointer, fields.keys()) === null;
    const blamed = new Set(errors.flatMap(({ pointer }) => fieldOf(pointer, fields.keys()) ?? []));
    setLanded({ fields: blamed.size, errors: errors.filter(homeless), warnings: warnings.filter(homeless) });
  }, [errors, warnings, fields]);
  return (
    <>
      {refused !== null && (
        <div className={classes.refused} role="alert">
          {errors.length === 0 && <p className="user-text">{refused}</p>}
          {landed.fields > 0 && <p>{t('lookAt', { count: landed.fields })}</p>}
          <Homeless said={landed.errors} />
        </div>
      )}
      {landed.warnings.length > 0 && (
        <div className={classes.warned} role="status">
          <Homeless said={landed.warnings} />
        </div>
      )}
    </>
  );
}

const nowhere = { fields: 0, errors: [], warnings: [] };

/** Each under the name of what it is about, where that has one. */
function Homeless({ said }: { said: readonly FieldError[] }) {
  const { t, i18n } = useTranslation('admin');
  const form = useFormPlace();
  const valueOf = (pointer: string): unknown => valueAt(draftOf(form), pointer);
  return said.map((one) => {
    const key = `${form.section.key}.${wordsOf(one.pointer)}`;
    const name = i18n.exists(`admin:${key}`) ? `${t(key)}: ` : '';
    const [wrong = one.detail] = wrongsOf([one], valueOf);
    return (
      <p key={one.pointer + one.detail} className="user-text">
        {name}
        {sayWrong(t, wrong)}
      </p>
    );
  });
}
