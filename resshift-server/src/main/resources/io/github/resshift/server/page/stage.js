// Two pictures on top of each other with a divider; they move and grow as one.
import { h, icon } from './dom.js';
import { texts } from './texts.js';

const words = texts.viewer;
const MOST = 16;

export class Stage {
  /** @param onzoom called with the percentage of the result's pixels */
  constructor(onzoom) {
    this.onzoom = onzoom;
    this.before = h('div', { class: 'side before' });
    this.after = h('div', { class: 'side after' });
    this.overlaid = h('div', { class: 'side overlay' });
    this.handle = h('div', { class: 'handle', role: 'slider', tabIndex: 0, 'aria-label': words.handle,
      'aria-valuemin': '0', 'aria-valuemax': '100', onkeydown: event => this.handleKey(event) },
    h('span', { class: 'grip' }, icon('handle')));
    this.tags = [h('span', { class: 'tag left' }, words.before), h('span', { class: 'tag right' }, words.after)];
    this.root = h('div', { class: 'stage', id: 'stage', tabIndex: 0, role: 'group', 'aria-label': words.stage },
      this.after, this.overlaid, this.before, this.handle, ...this.tags);
    this.pointers = new Map();
    this.share = 0.5;
    this.listen();
    new ResizeObserver(() => this.size && (this.fitted ? this.fit() : this.place())).observe(this.root);
  }

  clear() {
    for (const side of [this.before, this.after, this.overlaid]) side.replaceChildren();
    this.size = null;
    this.root.classList.remove('ready');
  }

  /** Shows two pictures, both at the size of the result. */
  show(before, after, { width, height }) {
    this.size = { width, height };
    for (const [side, image] of [[this.before, before], [this.after, after]]) this.put(side, image);
    this.root.classList.add('ready');
    this.share = 0.5;
    this.fit();
  }

  put(side, image) {
    image.style.width = `${this.size.width}px`;
    image.style.height = `${this.size.height}px`;
    side.replaceChildren(image);
  }

  /** Another picture in the place of the result. */
  replace(image) {
    this.put(this.after, image);
    this.place();
  }

  /** A picture over the result, or none. */
  overlay(image) {
    if (image) this.put(this.overlaid, image);
    else this.overlaid.replaceChildren();
    if (this.size) this.place();
  }

  strength(opacity) {
    this.overlaid.style.opacity = opacity;
  }

  get box() {
    return { width: this.root.clientWidth, height: this.root.clientHeight };
  }

  /** Pixels of the screen for one of the style sheet. */
  get density() {
    return window.devicePixelRatio || 1;
  }

  fit() {
    if (!this.size) return;
    const { width, height } = this.box;
    const room = Math.min(width - 24, width * 0.97);
    this.scale = Math.min(room / this.size.width, (height - 16) / this.size.height, 4);
    this.x = (width - this.size.width * this.scale) / 2;
    this.y = (height - this.size.height * this.scale) / 2;
    this.place();
    this.fitted = true;
  }

  /** One pixel of the result on one of the screen. */
  one() {
    this.zoom(1 / this.density / this.scale);
  }

  /** Grows by a factor around a point of the stage, its middle by default. */
  zoom(factor, point = { x: this.box.width / 2, y: this.box.height / 2 }) {
    if (!this.size) return;
    const { width, height } = this.box;
    const least = Math.min(width / this.size.width, height / this.size.height, 1) / 4;
    const scale = Math.min(MOST, Math.max(least, this.scale * factor));
    this.x = point.x - (point.x - this.x) * (scale / this.scale);
    this.y = point.y - (point.y - this.y) * (scale / this.scale);
    this.scale = scale;
    this.place();
  }

  pan(dx, dy) {
    if (!this.size) return;
    this.x += dx;
    this.y += dy;
    this.place();
  }

  /** Moves the divider by a share of the stage. */
  divide(by) {
    this.share = Math.min(1, Math.max(0, this.share + by));
    this.place();
  }

  /** All before or all after. */
  flip() {
    this.share = this.share > 0.5 ? 0 : 1;
    this.place();
  }

  place() {
    if (!this.size) return;
    this.fitted = false;
    const { width, height } = this.box;
    const [w, t] = [this.size.width * this.scale, this.size.height * this.scale];
    // A quarter of the stage stays covered, so that the picture cannot be lost.
    this.x = Math.min(width * 0.75, Math.max(width * 0.25 - w, this.x));
    this.y = Math.min(height * 0.75, Math.max(height * 0.25 - t, this.y));
    // On whole pixels of the screen, as 1:1 would be blurred else.
    const snap = value => Math.round(value * this.density) / this.density;
    const transform = `translate(${snap(this.x)}px, ${snap(this.y)}px) scale(${this.scale})`;
    const rough = this.scale * this.density >= 0.999;
    for (const side of [this.before, this.after, this.overlaid]) {
      if (!side.firstChild) continue;
      side.firstChild.style.transform = transform;
      side.firstChild.style.imageRendering = rough && side !== this.before ? 'pixelated' : 'auto';
    }
    const at = snap(this.share * width);
    this.before.style.clipPath = `inset(0 ${width - at}px 0 0)`;
    this.overlaid.style.clipPath = `inset(0 0 0 ${at}px)`;
    this.handle.style.transform = `translateX(${at}px)`;
    const percent = Math.round(this.share * 100);
    this.handle.setAttribute('aria-valuenow', String(percent));
    this.handle.setAttribute('aria-valuetext', words.handleValue(percent));
    this.tags[0].classList.toggle('gone', this.share < 0.14);
    this.tags[1].classList.toggle('gone', this.share > 0.86);
    this.onzoom(Math.round(this.scale * this.density * 100));
  }

  handleKey(event) {
    const steps = { ArrowLeft: -0.02, ArrowDown: -0.02, ArrowRight: 0.02, ArrowUp: 0.02, Home: -1, End: 1 };
    const by = steps[event.key];
    if (by === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.divide(event.shiftKey ? by * 5 : by);
  }

  point(event) {
    const rect = this.root.getBoundingClientRect();
    return { x: event.clientX - rect.left, y: event.clientY - rect.top };
  }

  listen() {
    this.root.addEventListener('wheel', event => {
      event.preventDefault();
      const lines = event.deltaMode === 1 ? 16 : 1;
      this.zoom(Math.exp(-event.deltaY * lines * 0.0016), this.point(event));
    }, { passive: false });
    this.root.addEventListener('dblclick', event => {
      const one = 1 / this.density;
      if (Math.abs(this.scale - one) < 0.01) this.fit();
      else this.zoom(one / this.scale, this.point(event));
    });
    this.root.addEventListener('pointerdown', event => {
      this.root.setPointerCapture(event.pointerId);
      this.dividing = this.handle.contains(event.target);
      this.pointers.set(event.pointerId, this.point(event));
    });
    this.root.addEventListener('pointermove', event => this.move(event));
    for (const name of ['pointerup', 'pointercancel']) {
      this.root.addEventListener(name, event => this.pointers.delete(event.pointerId));
    }
  }

  move(event) {
    const last = this.pointers.get(event.pointerId);
    if (!last || !this.size) return;
    const now = this.point(event);
    this.pointers.set(event.pointerId, now);
    if (this.dividing) {
      this.share = Math.min(1, Math.max(0, now.x / this.box.width));
      this.place();
    } else if (this.pointers.size === 1) {
      this.pan(now.x - last.x, now.y - last.y);
    } else {
      const other = [...this.pointers].find(([id]) => id !== event.pointerId)[1];
      const reach = point => Math.hypot(point.x - other.x, point.y - other.y) || 1;
      this.zoom(reach(now) / reach(last), other);
    }
  }
}
