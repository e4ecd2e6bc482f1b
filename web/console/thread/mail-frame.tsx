import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MessageView } from '../../../src/contracts/views.js';
import { contentOf } from './content.js';
import classes from './mail-frame.module.css';
import { tellLinks } from './mail-links.js';
import { framed } from './mail-page.js';

const MOST_HIGH = 4_000;
/** What margins hang out of it counts, too. */
const LOOK = {
  ...{ display: 'flow-root', boxSizing: 'border-box', margin: '0', padding: '10px' },
  ...{ font: '14px/1.5 system-ui, sans-serif', overflowWrap: 'anywhere' },
};

/**
 * A mail as its sender made it. Three walls: the server cleaned the HTML, the frame runs nothing, and its policy loads nothing
 * but what lies on this server. It shares our origin only so that its height can be read; without scripts that gives it nothing.
 */
export function MailFrame({ message }: { message: MessageView }) {
  const { t } = useTranslation('thread');
  const frame = useRef<HTMLIFrameElement>(null);
  const [height, setHeight] = useState(160);
  const html = contentOf(message).html ?? '';
  const page = framed(html, message.attachments, location.origin);

  useEffect(() => {
    const inside = frame.current;
    if (!inside) return;
    let watcher: ResizeObserver | undefined;
    const measure = (): void => {
      const body = inside.contentDocument?.body;
      if (!body) return;
      watcher?.disconnect();
      // Set through the object model: the frame's policy allows no styles of the mail's own, nor any written into it.
      Object.assign(body.style, LOOK);
      tellLinks(body);
      const fit = (): void => setHeight(Math.min(MOST_HIGH, Math.ceil(body.offsetHeight) + 2));
      watcher = new ResizeObserver(fit);
      watcher.observe(body);
      fit();
    };
    inside.addEventListener('load', measure);
    measure();
    return () => {
      inside.removeEventListener('load', measure);
      watcher?.disconnect();
    };
  }, []);

  return (
    <>
      <iframe
        ref={frame}
        className={classes.frame}
        title={t('mailFrame')}
        sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"
        referrerPolicy="no-referrer"
        srcDoc={page.html}
        style={{ height }}
      />
      {page.leftOut > 0 && <p className={classes.left}>{t('remotePictures')}</p>}
    </>
  );
}
