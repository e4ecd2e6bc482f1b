import '@mantine/core/styles.css';
import './theme.css';
import { MantineProvider } from '@mantine/core';
import { createRoot } from 'react-dom/client';
import { I18nextProvider } from 'react-i18next';
import { Router } from 'wouter';
import { App } from './frame/app.js';
import { theme } from './theme.js';
import { words } from './words.js';

createRoot(document.getElementById('root')!).render(
  // The page's policy allows no inline styles: the variables stand in theme.css, and no component adds a <style> of its own.
  <MantineProvider theme={theme} defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false}>
    <I18nextProvider i18n={words}>
      <Router base="/console">
        <App />
      </Router>
    </I18nextProvider>
  </MantineProvider>,
);
