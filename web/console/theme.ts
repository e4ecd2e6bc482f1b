import { ComboboxChevron, createTheme, defaultVariantColorsResolver, Modal, Spoiler, Tooltip } from '@mantine/core';

/** Dense and calm: small controls, little movement. Colours and sizes stand in theme.css, where the page's policy lets them. */
export const theme = createTheme({
  defaultRadius: 'sm',
  respectReducedMotion: true,
  variantColorResolver: (input) => {
    const colors = defaultVariantColorsResolver(input);
    const isOnAccent = input.variant === 'filled' && (input.color ?? input.theme.primaryColor) === input.theme.primaryColor;
    // In the dark the accent is light, and white upon it could not be read.
    return isOnAccent ? { ...colors, color: 'var(--on-accent)' } : colors;
  },
  components: {
    Modal: Modal.extend({
      defaultProps: {
        // Locking the page's scrolling would put a <style> into it, and the page itself never scrolls.
        lockScroll: false,
        transitionProps: { duration: 100 },
        // A dialog's header is not the page's.
        attributes: { header: { role: 'none' } },
      },
    }),
    // A picture without a name beside every choice would be read out as one.
    ComboboxChevron: ComboboxChevron.extend({ defaultProps: { role: 'presentation' } }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 350, withArrow: true } }),
    Spoiler: Spoiler.extend({ defaultProps: { transitionDuration: 0 } }),
  },
});
