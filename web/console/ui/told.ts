import type { Told } from '../../../src/contracts/routing-views.js';
import { words } from '../words.js';

/** What the server says in a sentence, in the language of the page. */
export const told = ({ sentence, translations }: Told): string => (words.language === 'zh' ? translations.zh : sentence);
