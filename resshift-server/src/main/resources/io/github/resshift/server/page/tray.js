// The pictures that were chosen and not yet handed in.
import * as api from './api.js';
import { announce, button, freshId, h, notice } from './dom.js';
import { paintMask } from './mask.js';
import { texts } from './texts.js';
import { small } from './thumbs.js';

const words = texts.tray;
const THUMB = 320;
const NOT_PICTURES = /^(text|audio|video|font)\/|^application\/(pdf|zip|json|xml|javascript)/;
const SUFFIX = /\.(png|jpe?g|jfif|tiff?|webp|bmp|gif)$/i;

/** False for what is certainly none; many systems know no type of TIFF or WebP. */
export const isPicture = file => !NOT_PICTURES.test(file.type) && (file.type !== '' || SUFFIX.test(file.name));

export class Tray {
  /** @param ontaken called with a job and whether it is new */
  constructor(root, settings, capabilities, ontaken, onchange) {
    Object.assign(this, { root, settings, capabilities, ontaken, onchange });
    this.items = [];
    this.stopping = null;
  }

  get sending() {
    return this.stopping !== null;
  }

  /** Adds files; what is certainly no picture is refused at once. */
  async add(files) {
    for (const file of files) {
      if (!isPicture(file)) {
        notice(words.notPicture(file.name), texts.dismiss, 'error');
        continue;
      }
      if (file.size > this.capabilities.limits.bodyBytes) {
        notice(words.tooLong(file.name, this.capabilities.limits.bodyBytes), texts.dismiss, 'error');
        continue;
      }
      const item = { id: freshId('item'), file, width: 0, height: 0, mask: null, error: null, share: null, wait: null };
      this.items.push(item);
      this.look(item);
    }
    this.render();
  }

  /** Reads size and thumbnail where the browser can. */
  async look(item) {
    try {
      const { canvas, width, height } = await small(item.file, THUMB);
      Object.assign(item, { thumb: canvas, width, height });
    } catch (notShown) {
      item.thumb = null;
    }
    item.looked = true;
    this.render();
  }

  remove(item) {
    this.items = this.items.filter(other => other !== item);
    this.render();
    document.getElementById('pictures').focus();
  }

  /** What hinders an item, or null. */
  obstacle(item) {
    const { limits } = this.capabilities;
    if (item.error) return item.error;
    if (this.settings.painted && !item.mask) return item.looked && !item.thumb ? words.noMask : words.needsMask;
    if (item.width * item.height > limits.maxPixels) return words.tooManyPixels(limits.maxPixels);
    const size = item.width ? this.settings.becomes(item) : null;
    if (size && size.width * size.height > limits.resultPixels) return words.resultTooLarge(limits.resultPixels);
    return null;
  }

  render() {
    this.root.hidden = this.items.length === 0;
    const focus = document.activeElement?.id;
    this.root.replaceChildren(
      h('div', { class: 'heading' }, h('h2', {}, words.heading(this.items.length)),
        this.sending ? null : button({ text: words.clear, onclick: () => { this.items = []; this.render(); } })),
      h('ul', { class: 'items' }, this.items.map(item => this.row(item))));
    if (focus) document.getElementById(focus)?.focus();
    this.onchange();
  }

  row(item) {
    const { name } = item.file;
    const size = item.width ? this.settings.becomes(item) : null;
    const from = words.size(item.width, item.height);
    const obstacle = this.obstacle(item);
    const state = item.wait ?? (item.share === null ? null : words.sending(item.share));
    return h('li', { class: `item${obstacle ? ' hindered' : ''}` },
      h('div', { class: 'thumb' }, item.thumb ?? h('span', { class: 'none' }, item.looked ? words.noPreview : '')),
      h('div', { class: 'about' },
        h('p', { class: 'name' }, name),
        item.width ? h('p', { class: 'faint' }, from, size && size.width !== item.width
          ? [' ', h('span', { class: 'arrow', 'aria-label': words.becomes, role: 'img' }, '→'), ' ', h('b', {}, words.size(size.width, size.height))] : null) : null,
        state ? h('p', { class: 'faint', role: 'status' }, state) : null,
        obstacle && !state ? h('p', { class: item.error ? 'error' : 'hint' }, obstacle) : null,
        this.settings.painted && item.thumb
          ? button({ text: item.mask ? words.maskAgain : words.maskShort, label: item.mask ? words.changeMask(name) : words.mask(name), glyph: 'brush',
            kind: item.mask ? 'quiet' : 'second', id: `${item.id}-mask`, onclick: () => this.paint(item) }) : null),
      this.sending ? null : button({ label: words.remove(name), glyph: 'close', onclick: () => this.remove(item) }));
  }

  async paint(item) {
    const painted = await paintMask(item.file, item.strokes);
    if (painted) Object.assign(item, painted);
    this.render();
  }

  stop() {
    this.stopping?.abort();
  }

  /** Sends everything that can be, one after the other. */
  async send() {
    const query = this.settings.query();
    const painted = this.settings.painted;
    this.stopping = new AbortController();
    this.items.forEach(item => { item.error = null; });
    for (const item of this.items.filter(each => !this.obstacle(each))) item.wait = words.waiting;
    try {
      for (const item of this.items.filter(each => each.wait)) await this.sendOne(item, query, painted);
    } catch (error) {
      if (error.name !== 'AbortError') notice(error.message, texts.dismiss, 'error');
    } finally {
      this.stopping = null;
      this.items.forEach(item => Object.assign(item, { wait: null, share: null }));
      this.render();
    }
  }

  async sendOne(item, query, painted) {
    const { signal } = this.stopping;
    const key = api.newKey();
    for (;;) {
      Object.assign(item, { wait: null, share: 0 });
      this.render();
      try {
        const { job, isNew } = await api.submit({ query, image: item.file, name: item.file.name,
          mask: painted ? item.mask : null, key, signal,
          onshare: share => { item.share = share; this.render(); } });
        this.items = this.items.filter(other => other !== item);
        this.render();
        this.ontaken(job, isNew);
        return;
      } catch (error) {
        if (error.status === 429 || error.status === 503) {
          await this.pause(item, Math.max(1, error.retryAfter || 5), signal);
        } else if (error.status >= 400) {
          Object.assign(item, { share: null, error: error.message });
          announce(error.message);
          this.render();
          return;
        } else {
          throw error;
        }
      }
    }
  }

  async pause(item, seconds, signal) {
    item.share = null;
    for (let left = seconds; left > 0; left--) {
      item.wait = words.full(left);
      this.render();
      await new Promise(resolve => setTimeout(resolve, 1000));
      if (signal.aborted) throw new DOMException('', 'AbortError');
    }
  }
}
