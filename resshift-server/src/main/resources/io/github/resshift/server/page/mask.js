// Painting the hole of a picture. Strokes are kept in pixels of the picture, and drawn anew at its
// full size for the mask that is handed in.
import { announce, button, freshId, h } from './dom.js';
import { texts } from './texts.js';

const words = texts.mask;
const STEP = 8;

/** Draws strokes in one colour; what is erased becomes clear. */
function draw(context, strokes, colour) {
  for (const stroke of strokes) {
    context.globalCompositeOperation = stroke.erase ? 'destination-out' : 'source-over';
    context.fillStyle = colour;
    context.strokeStyle = colour;
    if (stroke.box) {
      context.fillRect(...stroke.box);
      continue;
    }
    context.lineWidth = stroke.size;
    context.lineCap = 'round';
    context.lineJoin = 'round';
    context.beginPath();
    stroke.points.forEach(([x, y], n) => (n ? context.lineTo(x, y) : context.moveTo(x, y)));
    // A dot is a line of no length, which round ends make visible.
    if (stroke.points.length === 1) context.lineTo(...stroke.points[0]);
    context.stroke();
  }
  context.globalCompositeOperation = 'source-over';
}

async function finished(strokes, width, height) {
  const canvas = h('canvas', { width, height });
  const context = canvas.getContext('2d');
  draw(context, strokes, '#fff');
  context.globalCompositeOperation = 'destination-over';
  context.fillStyle = '#000';
  context.fillRect(0, 0, width, height);
  return new Promise(resolve => canvas.toBlob(resolve, 'image/png'));
}

/**
 * Lets a hole be painted.
 *
 * @param before strokes of an earlier time, or undefined
 * @returns {Promise<{mask: Blob|null, strokes: object[]}|null>} null where nothing is to change
 */
export async function paintMask(file, before = []) {
  const picture = await createImageBitmap(file);
  return new Promise(resolve => new Painter(file.name, picture, before, resolve).open());
}

class Painter {
  constructor(name, picture, before, resolve) {
    Object.assign(this, { picture, resolve, strokes: [...before], erase: false, current: null });
    this.size = Math.max(4, Math.round(Math.max(picture.width, picture.height) / 16));
    this.cursor = { x: picture.width / 2, y: picture.height / 2, shown: false };
    this.build(name);
  }

  build(name) {
    const heading = freshId('mask');
    this.canvas = h('canvas', { class: 'paint', tabIndex: 0, role: 'application', 'aria-label': words.canvas,
      onkeydown: event => this.key(event) });
    this.shadow = h('canvas');
    const brushId = freshId('brush');
    const brush = h('input', { type: 'range', id: brushId, min: 1, max: Math.max(8, Math.round(Math.max(this.picture.width, this.picture.height) / 3)),
      value: this.size, oninput: event => { this.size = Number(event.target.value); this.paint(); } });
    const mode = (erase, text, id) => button({ text, kind: 'dark', id, 'aria-pressed': String(this.erase === erase), onclick: event => {
      this.erase = erase;
      for (const other of event.currentTarget.parentNode.querySelectorAll('[aria-pressed]')) {
        other.setAttribute('aria-pressed', String(other === event.currentTarget));
      }
    } });
    this.dialog = h('dialog', { class: 'viewer masker', 'aria-labelledby': heading, onclose: () => this.closed() },
      h('div', { class: 'viewer-bar' }, h('div', { class: 'titles' }, h('h2', { id: heading, class: 'name' }, words.label(name)), h('p', { class: 'faint' }, words.help)),
        h('div', { class: 'group' }, button({ text: words.cancel, kind: 'dark', onclick: () => this.dialog.close('') }),
          button({ text: words.done, kind: 'first', id: 'mask-done', onclick: () => this.dialog.close('done') }))),
      h('div', { class: 'viewer-middle' }, this.canvas),
      h('div', { class: 'viewer-bar low' },
        h('div', { class: 'group' }, mode(false, words.paint, 'paint'), mode(true, words.erase, 'erase'),
          h('label', { htmlFor: brushId }, words.brush), brush),
        h('div', { class: 'group' }, button({ text: words.undo, glyph: 'undo', kind: 'dark', onclick: () => this.undo() }),
          button({ text: words.clear, kind: 'dark', onclick: () => { this.strokes = []; this.paint(); } }), this.boxes())));
    this.listen();
  }

  boxes() {
    const { width, height } = this.picture;
    const error = h('p', { class: 'error', role: 'alert' });
    const fields = ['left', 'top', 'width', 'height'].map((name, n) => h('label', {}, h('span', {}, words[name]),
      h('input', { type: 'number', min: n < 2 ? 0 : 1, max: n % 2 ? height : width, step: 1 })));
    const add = button({ text: words.addBox, kind: 'second', onclick: () => {
      const box = fields.map(field => field.lastChild.valueAsNumber);
      const fits = box.every(Number.isInteger) && box[0] >= 0 && box[1] >= 0 && box[2] > 0 && box[3] > 0
        && box[0] + box[2] <= width && box[1] + box[3] <= height;
      error.textContent = fits ? '' : words.badBox(width, height);
      if (!fits) return;
      this.strokes.push({ box, erase: this.erase });
      announce(words.added);
      this.paint();
    } });
    return h('details', { class: 'boxes' }, h('summary', {}, words.boxes), h('div', { class: 'fields' }, fields, add), error);
  }

  open() {
    document.body.append(this.dialog);
    this.dialog.showModal();
    this.observer = new ResizeObserver(() => this.layout());
    this.observer.observe(this.canvas.parentNode);
    this.canvas.focus();
  }

  layout() {
    const { clientWidth, clientHeight } = this.canvas.parentNode;
    this.scale = Math.min((clientWidth - 24) / this.picture.width, (clientHeight - 24) / this.picture.height);
    const density = window.devicePixelRatio || 1;
    this.canvas.style.width = `${this.picture.width * this.scale}px`;
    this.canvas.style.height = `${this.picture.height * this.scale}px`;
    for (const canvas of [this.canvas, this.shadow]) {
      canvas.width = Math.max(1, Math.round(this.picture.width * this.scale * density));
      canvas.height = Math.max(1, Math.round(this.picture.height * this.scale * density));
    }
    this.paint();
  }

  paint() {
    const { width, height } = this.canvas;
    const ratio = width / this.picture.width;
    const over = this.shadow.getContext('2d');
    over.setTransform(ratio, 0, 0, ratio, 0, 0);
    over.clearRect(0, 0, this.picture.width, this.picture.height);
    draw(over, this.current ? [...this.strokes, this.current] : this.strokes, '#ff4d2e');
    const context = this.canvas.getContext('2d');
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.imageSmoothingQuality = 'high';
    context.drawImage(this.picture, 0, 0, width, height);
    context.globalAlpha = 0.62;
    context.drawImage(this.shadow, 0, 0);
    context.globalAlpha = 1;
    if (!this.cursor.shown) return;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    for (const [colour, line] of [['#000', 3], ['#fff', 1.5]]) {
      context.strokeStyle = colour;
      context.lineWidth = line / this.scale;
      context.beginPath();
      context.arc(this.cursor.x, this.cursor.y, this.size / 2, 0, 2 * Math.PI);
      context.stroke();
    }
  }

  place(event) {
    const rect = this.canvas.getBoundingClientRect();
    return [(event.clientX - rect.left) / this.scale, (event.clientY - rect.top) / this.scale];
  }

  listen() {
    this.canvas.addEventListener('pointerdown', event => {
      this.canvas.setPointerCapture(event.pointerId);
      this.current = { points: [this.place(event)], size: this.size, erase: this.erase };
      this.paint();
    });
    this.canvas.addEventListener('pointermove', event => {
      const [x, y] = this.place(event);
      this.cursor = { x, y, shown: true };
      this.current?.points.push([x, y]);
      this.paint();
    });
    for (const name of ['pointerup', 'pointercancel']) {
      this.canvas.addEventListener(name, () => {
        if (this.current) this.strokes.push(this.current);
        this.current = null;
        this.paint();
      });
    }
    this.canvas.addEventListener('pointerleave', () => { this.cursor.shown = false; this.paint(); });
  }

  key(event) {
    const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const step = steps[event.key];
    if (step) {
      const by = event.shiftKey ? 1 : Math.max(STEP / this.scale, this.size / 4);
      this.cursor.x = Math.min(this.picture.width, Math.max(0, this.cursor.x + step[0] * by));
      this.cursor.y = Math.min(this.picture.height, Math.max(0, this.cursor.y + step[1] * by));
    } else if (event.key === ' ') {
      this.strokes.push({ points: [[this.cursor.x, this.cursor.y]], size: this.size, erase: this.erase });
    } else if (event.key.toLowerCase() === 'z') {
      this.undo();
    } else {
      return;
    }
    event.preventDefault();
    this.cursor.shown = true;
    announce(words.position(Math.round(this.cursor.x), Math.round(this.cursor.y)));
    this.paint();
  }

  undo() {
    this.strokes.pop();
    this.paint();
  }

  async closed() {
    const done = this.dialog.returnValue === 'done';
    const { width, height } = this.picture;
    const { strokes } = this;
    this.observer.disconnect();
    this.dialog.remove();
    this.picture.close();
    if (!done) this.resolve(null);
    else this.resolve({ strokes, mask: strokes.some(stroke => !stroke.erase) ? await finished(strokes, width, height) : null });
  }
}
