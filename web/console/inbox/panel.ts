import { create } from 'zustand';

/** On narrow screens the panel about the customer lies over the thread, and is shown when asked for. */
export const usePanel = create<{ isOpen: boolean }>(() => ({ isOpen: false }));

export function togglePanel(): void {
  usePanel.setState(({ isOpen }) => ({ isOpen: !isOpen }));
}
