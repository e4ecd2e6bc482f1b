import type { PolicyView } from '../../../../src/contracts/report-views.js';
import type { Draft } from '../records/changes.js';

/** A new version begins from the one in force: what is left out would mean "never", not the house's number. */
export function draftFrom(policy: PolicyView | undefined): Draft {
  const { version: _version, ...numbers } = policy?.policy ?? ({} as Partial<PolicyView['policy']>);
  return { version: '', note: '', policy: numbers };
}
