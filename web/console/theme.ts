import { createTheme, Modal, Spoiler, Tooltip } from '@mantine/core';

/** Dense and calm: small controls, little movement. Colours and sizes stand in theme.css, where the page's policy lets them. */
export const theme = createTheme({
  defaultRadius: 'sm',
  respectReducedMotion: true,
  components: {
    // Locking the page's scrolling would put a <style> into it, and the page itself never scrolls.
    Modal: Modal.extend({ defaultProps: { lockScroll: false, transitionProps: { duration: 100 } } }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 350, withArrow: true } }),
    Spoiler: Spoiler.extend({ defaultProps: { transitionDuration: 0 } }),
  },
});
