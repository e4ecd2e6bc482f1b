import { useTranslation } from 'react-i18next';
import type { InboxTemplateView } from '../../../../src/contracts/views.js';
import { LongTextField, NumberField, TextField } from '../records/fields.js';
import { Rows } from '../records/rows.js';

/** Texts that the vendor has approved for the time after the reply window. */
export function TemplateRows() {
  const { t } = useTranslation('admin');
  const make = (): InboxTemplateView => ({ name: '', language: 'en', body: '', variables: 0 });
  return (
    <Rows<InboxTemplateView> at="/templates" make={make} addName={t('inboxes.addTemplate')} most={250}>
      {(at) => (
        <>
          <TextField bare at={`${at}/name`} placeholder={t('inboxes.templates.name')} />
          <TextField bare at={`${at}/language`} placeholder={t('inboxes.templates.language')} />
          <NumberField bare at={`${at}/variables`} min={0} max={20} />
          <LongTextField at={`${at}/body`} rows={2} />
        </>
      )}
    </Rows>
  );
}
