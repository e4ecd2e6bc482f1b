import { expect, it } from '@jest/globals';
import { htmlToPlain } from './mail-html.js';

it.each<[what: string, html: string, plain: string]>([
  [
    'a button beside an address',
    '<a href="https://bank.example/">https://bank.example/</a><button>Go</button>',
    'https://bank.example/ Go',
  ],
  ['words beside an address', '<a href="#">https://bank.example/</a>Go on', 'https://bank.example/ Go on'],
  ['words in an element of their own', '<a>https://bank.example/</a><span>Go</span>', 'https://bank.example/ Go'],
  [
    'the end of a sentence',
    'See <a>https://bank.example/</a>. Then (<a>https://b.test</a>), please',
    'See https://bank.example/. Then (https://b.test), please',
  ],
  ['links side by side', '<a>Home</a><a>Shop</a>', 'Home Shop'],
  ['a link in a word', '3 <a>PDF</a>s, 点击<a>这里</a>查看', '3 PDFs, 点击这里查看'],
  ['letters in bold', 'h<b>e</b>llo <i>a</i><b>b</b>', 'hello ab'],
  ['buttons side by side', '<button>Yes</button><button>No</button>.', 'Yes No.'],
  ['a choice', '<label>Colour</label><select><option>Red</option></select>now', 'Colour now'],
  ['sections', '<section>One</section><article>Two</article><header>Three</header>', 'One\nTwo\nThree'],
  ['a list of words', '<dl><dt>Word</dt><dd>Meaning</dd></dl>after', 'Word\nMeaning\nafter'],
  ['a picture', '<a>https://b.test/</a><img alt="Logo">', 'https://b.test/ [Logo]'],
])('the words of HTML: %s', (_what, html, plain) => expect(htmlToPlain(html)).toBe(plain));
