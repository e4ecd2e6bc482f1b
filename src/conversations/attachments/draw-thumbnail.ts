import sharp from 'sharp';

/** One image at a time and one thread for it: pictures of strangers must not take the processor from everybody else. */
sharp.concurrency(1);
sharp.cache(false);

/** Above what any camera makes; what unfolds to more is an attack on memory. */
const mostPixels = 120_000_000;
const edge = 480;
const secondsAtMost = 15;

export type Drawn =
  | { outcome: 'drawn'; width: number; height: number; thumbnail: Buffer }
  /** It unfolds to more pixels than we are ready to hold. */
  | { outcome: 'bomb' }
  /** It is no whole image, whatever it begins with. */
  | { outcome: 'unreadable' };

let last: Promise<unknown> = Promise.resolve();

/**
 * Size as shown, and a small WebP of the first frame, upright and without any metadata (places, cameras, names). Never
 * throws.
 */
export function drawThumbnail(body: Buffer): Promise<Drawn> {
  const drawn = last.then(() => draw(body)).catch((): Drawn => ({ outcome: 'unreadable' }));
  last = drawn;
  return drawn;
}

async function draw(body: Buffer): Promise<Drawn> {
  // The header alone: nothing is unfolded before its size is known.
  const { autoOrient } = await sharp(body, { limitInputPixels: false, failOn: 'error' }).metadata();
  const { width, height } = autoOrient;
  if (width * height > mostPixels) return { outcome: 'bomb' };
  const thumbnail = await sharp(body, { limitInputPixels: mostPixels, failOn: 'error', sequentialRead: true })
    .autoOrient()
    .resize(edge, edge, { fit: 'inside', withoutEnlargement: true })
    .webp({ quality: 75 })
    .timeout({ seconds: secondsAtMost })
    .toBuffer();
  return { outcome: 'drawn', width, height, thumbnail };
}
