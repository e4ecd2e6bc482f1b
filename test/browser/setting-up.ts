import type { Locator, Page } from 'playwright-core';

export const sections = [
  ...['Agents', 'Skills', 'Queues', 'Routing rules', 'Opening hours', 'Matching policy', 'Inboxes', 'Canned replies'],
  ...['API keys', 'Panels', 'Fact patterns', 'Keeping data'],
];

/** What somebody does on the set-up pages, by the names that stand there. */
export function setUpOn(at: () => Page) {
  const form = (name: string): Locator => at().getByRole('form', { name, exact: true });
  const said = (text: string): Promise<void> => at().getByRole('status').getByText(text).last().waitFor();
  const list = (name: string): Locator => at().getByRole('region', { name });

  async function section(name: string): Promise<void> {
    await at().getByRole('navigation', { name: 'Sections of the set-up' }).getByRole('link', { name, exact: true }).click();
    await at().getByRole('heading', { name, level: 1 }).waitFor();
  }
  async function open(records: string, name: string): Promise<Locator> {
    await section(records);
    await list(records).getByRole('link').filter({ hasText: name }).click();
    return form(name);
  }
  async function begin(records: string, name: string): Promise<Locator> {
    await section(records);
    await list(records).getByRole('link', { name: 'New', exact: true }).click();
    return form(name);
  }
  async function choose(where: Locator | Page, field: string, option: string): Promise<void> {
    await where.getByRole('combobox', { name: field }).click();
    await at().getByRole('option', { name: option, exact: true }).click();
  }
  return { form, said, section, open, begin, choose };
}
