// Small pictures of jobs, loaded when they come into sight, a few at a time.
import * as api from './api.js';
import { h } from './dom.js';
import { FINAL } from './feed.js';

const SIDE = 560;
const AT_ONCE = 3;
/** A larger result is not fetched for a thumbnail; its input stands for it. */
const MOST_BYTES = 24e6;

const waiting = [];
let busy = 0;

const sight = new IntersectionObserver(entries => {
  for (const { isIntersecting, target } of entries) if (isIntersecting) target.look();
}, { rootMargin: '200px' });

/** Keeps a picture of a job in a place: of its input first, then of its result. */
export function thumbnail(card, place, job) {
  let shown = null;
  card.look = () => {
    const now = job();
    if (!now) return;
    const file = now.state === 'completed' && now.result.bytes < MOST_BYTES ? now.result : now.input;
    if (shown === file.href) return;
    shown = file.href;
    waiting.push(async () => {
      try {
        const { canvas } = await small(await api.file(api.showable(file)), SIDE);
        if (shown === file.href) place.replaceChildren(canvas);
      } catch (notShown) {
        if (!place.firstChild) place.append(h('span', { class: 'none' }));
      }
    });
    work();
  };
  sight.observe(card);
  // A result takes the place of the input while the card is in sight, without an event of sight.
  new MutationObserver(() => {
    if (FINAL.has(job()?.state)) {
      sight.unobserve(card);
      sight.observe(card);
    }
  }).observe(card, { attributes: true, attributeFilter: ['class'] });
}

async function work() {
  if (busy >= AT_ONCE || !waiting.length) return;
  busy++;
  await waiting.shift()();
  busy--;
  work();
}

/** A canvas with a picture of at most that side, and the picture's own size. */
export async function small(blob, side) {
  const full = await createImageBitmap(blob);
  const { width, height } = full;
  const factor = Math.min(1, side / Math.max(width, height));
  const canvas = h('canvas', { width: Math.max(1, width * factor), height: Math.max(1, height * factor) });
  const context = canvas.getContext('2d');
  context.imageSmoothingQuality = 'high';
  context.drawImage(full, 0, 0, canvas.width, canvas.height);
  full.close();
  return { canvas, width, height };
}
