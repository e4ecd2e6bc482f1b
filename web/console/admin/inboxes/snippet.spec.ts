import { describe, expect, it } from '@jest/globals';
import { snippetOf } from './snippet.js';

const usual = { language: '', theme: 'auto', side: 'end', proactive: ' ', ownButton: false };

describe('the line for a site', () => {
  it('says only what is not as usual', () => {
    expect(snippetOf('https://help.example', 'shop', usual)).toBe(
      '<script type="module" src="https://help.example/widget/widget.js" data-inbox="shop"></script>',
    );
  });

  it('cannot be broken out of by what is written in it', () => {
    const line = snippetOf('https://help.example', 'shop', {
      ...usual,
      theme: 'dark',
      proactive: '"><script>alert(1)</script>&',
    });
    expect(line).toContain('data-theme="dark"');
    expect(line).toContain('data-proactive="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;"');
  });
});
