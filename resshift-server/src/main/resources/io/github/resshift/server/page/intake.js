// Ways in for pictures: dropped files and folders, the clipboard, the file dialog, a sample.
import { file } from './api.js';
import { button, h, notice } from './dom.js';
import { texts } from './texts.js';
import { isPicture } from './tray.js';

const words = texts.drop;

/** Fills the place to drop on. @param onfiles called with files */
export function intake(root, over, capabilities, onfiles) {
  const chooser = h('input', { type: 'file', id: 'chooser', multiple: true, accept: 'image/*,.tif,.tiff',
    class: 'unseen', tabIndex: -1, 'aria-hidden': 'true', onchange: () => {
      onfiles([...chooser.files]);
      chooser.value = '';
    } });
  const choose = button({ text: words.choose, glyph: 'plus', kind: 'first', id: 'choose', onclick: () => chooser.click() });
  const sample = button({ text: words.sample, id: 'sample', onclick: async () => {
    try {
      onfiles([new File([await file('/page/sample.jpg')], words.sampleName, { type: 'image/jpeg' })]);
    } catch (error) {
      notice(error.message, texts.dismiss, 'error');
    }
  } });
  const types = capabilities.inputs.map(type => type.replace('image/', '').replace('webp', 'WebP'))
    .map(type => (type === 'WebP' ? type : type.toUpperCase()));
  root.append(h('div', { class: 'art', 'aria-hidden': 'true' }, art()), h('div', { class: 'words' },
    h('h1', {}, words.headline), h('p', { class: 'lead' }, words.lead),
    h('div', { class: 'buttons' }, choose, sample), h('p', { class: 'faint' }, words.formats(types))), chooser);
  over.append(h('p', {}, words.over));
  listen(over, onfiles);
  return {
    /** Steps back while there are pictures, so that one button is the first; is lower where there are jobs. */
    quiet(isQuiet, isUsed) {
      root.classList.toggle('used', isUsed);
      root.classList.toggle('small', isQuiet);
      choose.classList.toggle('first', !isQuiet);
      choose.classList.toggle('second', isQuiet);
      choose.lastChild.textContent = isQuiet ? words.more : words.choose;
    },
  };
}

/** Coarse squares that become a smooth hill. */
function art() {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 160 72');
  const part = (name, attributes) => {
    const element = document.createElementNS('http://www.w3.org/2000/svg', name);
    Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
    svg.append(element);
  };
  const height = x => 34 + 20 * Math.sin((x - 30) / 26) + 8 * Math.sin(x / 9);
  for (let x = 0; x < 80; x += 10) {
    const top = Math.round(height(x + 5) / 10) * 10;
    for (let y = 72 - 10; y >= 72 - top; y -= 10) part('rect', { x, y: y - 2, width: 10, height: 10, class: 'coarse' });
  }
  const points = Array.from({ length: 41 }, (_, n) => [80 + 2 * n, 70 - height(80 + 2 * n)]);
  part('path', { class: 'fine', d: `M80 70L${points.map(p => p.map(v => v.toFixed(1)).join(' ')).join('L')}L160 70z` });
  part('path', { class: 'divider', d: 'M80 2v68' });
  part('circle', { class: 'knob', cx: 80, cy: 36, r: 5 });
  return svg;
}

function listen(over, onfiles) {
  let depth = 0;
  const hasFiles = event => event.dataTransfer?.types.includes('Files') && !document.querySelector('dialog[open]');
  const show = () => { over.hidden = depth <= 0; };
  addEventListener('dragenter', event => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    depth++;
    show();
  });
  addEventListener('dragover', event => { if (hasFiles(event)) event.preventDefault(); });
  addEventListener('dragleave', event => {
    if (!hasFiles(event)) return;
    depth--;
    show();
  });
  addEventListener('drop', async event => {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    depth = 0;
    show();
    if (!hasFiles(event)) return;
    try {
      onfiles(await dropped(event.dataTransfer));
    } catch (unreadable) {
      notice(unreadable.message, texts.dismiss, 'error');
    }
  });
  addEventListener('paste', event => {
    const files = [...event.clipboardData?.files ?? []];
    if (!files.length || document.querySelector('dialog[open]')) return;
    event.preventDefault();
    // Pictures from a screen or a page come as 'image.png' all of them.
    onfiles(files.map(file => (file.name && file.name !== 'image.png' ? file
      : new File([file], words.pastedName, { type: file.type }))));
  });
}

async function dropped(transfer) {
  const entries = [...transfer.items].filter(item => item.kind === 'file')
    .map(item => item.webkitGetAsEntry?.() ?? null);
  if (!entries.some(entry => entry?.isDirectory)) return [...transfer.files];
  const files = [];
  for (const entry of entries) if (entry) await walk(entry, files);
  const pictures = files.filter(isPicture);
  if (!pictures.length) notice(texts.tray.emptyFolder, texts.dismiss, 'error');
  return pictures;
}

async function walk(entry, files) {
  if (entry.isFile) {
    files.push(await new Promise((resolve, reject) => entry.file(resolve, reject)));
    return;
  }
  const reader = entry.createReader();
  for (;;) {
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (!some.length) return;
    for (const child of some) await walk(child, files);
  }
}
