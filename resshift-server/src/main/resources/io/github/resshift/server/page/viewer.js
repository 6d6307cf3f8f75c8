// Before and after, large: a dialog with a divider, zoom, the map of uncertainty and the draws.
import * as api from './api.js';
import { announce, button, h, notice } from './dom.js';
import { download } from './jobs.js';
import { Stage } from './stage.js';
import { texts } from './texts.js';

const words = texts.viewer;
const MAP = 'uncertainty.png';

export class Viewer {
  /** @param all gives the jobs that can be compared, in order */
  constructor(all) {
    this.all = all;
    this.urls = [];
    this.build();
  }

  build() {
    const bare = (label, glyph, onclick, id) => button({ label, glyph, kind: 'dark', id, onclick });
    this.stage = new Stage(percent => { this.percent.textContent = words.zoom(percent); });
    this.percent = h('output', { class: 'percent' });
    this.name = h('h2', { class: 'name', id: 'viewer-name' });
    this.dims = h('p', { class: 'faint' });
    this.previous = bare(words.previous, 'left', () => this.step(-1));
    this.next = bare(words.next, 'right', () => this.step(1));
    this.wait = h('p', { class: 'wait', role: 'status' }, words.loading);
    this.map = button({ text: words.uncertainty, kind: 'dark', id: 'map', 'aria-pressed': 'false',
      onclick: () => this.showMap(this.map.getAttribute('aria-pressed') !== 'true') });
    this.strength = h('input', { type: 'range', min: 10, max: 100, value: 70, 'aria-label': words.strength,
      oninput: () => this.stage.strength(this.strength.value / 100) });
    this.legend = h('div', { class: 'legend', hidden: true }, h('span', { class: 'scale', 'aria-hidden': 'true' }),
      h('p', {}, words.uncertaintyHelp), this.strength);
    this.draws = h('select', { 'aria-label': words.show, onchange: () => this.showDraw(this.draws.value) });
    this.dialog = h('dialog', { class: 'viewer', 'aria-labelledby': 'viewer-name', onclose: () => this.closed(),
      onkeydown: event => this.key(event) },
    h('div', { class: 'viewer-bar' }, h('div', { class: 'titles' }, this.name, this.dims),
      h('div', { class: 'group' }, this.previous, this.next,
        bare(texts.jobs.download, 'download', () => this.save(), 'viewer-download'),
        bare(words.close, 'close', () => this.dialog.close(), 'viewer-close'))),
    h('div', { class: 'viewer-middle' }, this.stage.root, this.wait, this.legend),
    h('div', { class: 'viewer-bar low' },
      h('div', { class: 'group' }, button({ text: words.fit, label: words.fitLabel, kind: 'dark', id: 'fit', onclick: () => this.stage.fit() }),
        button({ text: words.one, label: words.oneLabel, kind: 'dark', id: 'one', onclick: () => this.stage.one() }),
        bare(words.further, 'minus', () => this.stage.zoom(1 / 1.4)), this.percent,
        bare(words.closer, 'plus', () => this.stage.zoom(1.4))),
      h('div', { class: 'group' }, this.draws, this.map)),
    h('p', { class: 'unseen' }, words.keys));
    document.body.append(this.dialog);
  }

  /** Opens a completed job. */
  async open(job) {
    if (!this.dialog.open) this.dialog.showModal();
    this.job = job;
    this.forget();
    const ask = new AbortController();
    this.ask = ask;
    const { result, input } = job;
    this.name.textContent = result.name;
    this.dims.textContent = `${input.width} × ${input.height} → ${result.width} × ${result.height} · ${job.model}`;
    this.dialog.setAttribute('aria-label', words.label(job.name));
    this.neighbours();
    const draws = job.files.filter(file => /^\d+\.png$/.test(file.name));
    this.draws.hidden = draws.length === 0;
    this.draws.replaceChildren(h('option', { value: '' }, words.mean), ...draws.map(file =>
      h('option', { value: file.href }, words.draw(parseInt(file.name, 10)))));
    this.map.hidden = !job.files.some(file => file.name === MAP);
    this.showMap(false);
    this.wait.hidden = false;
    this.wait.textContent = words.loading;
    this.stage.clear();
    try {
      const [before, after] = await Promise.all([this.picture(input, ask.signal), this.picture(result, ask.signal)]);
      if (ask.signal.aborted) return;
      this.stage.show(before, after, result);
      this.wait.hidden = true;
      this.stage.handle.focus({ focusVisible: false });
    } catch (error) {
      if (error.name === 'AbortError' || ask.signal.aborted) return;
      this.wait.textContent = error.status ? error.message : words.failed;
      announce(this.wait.textContent);
    }
  }

  async picture(file, signal) {
    const url = URL.createObjectURL(await api.file(api.showable(file), signal));
    this.urls.push(url);
    const image = h('img', { alt: '', draggable: false, src: url });
    await image.decode();
    return image;
  }

  neighbours() {
    const all = this.all();
    const at = all.findIndex(job => job.id === this.job.id);
    this.previous.disabled = at <= 0;
    this.next.disabled = at < 0 || at >= all.length - 1;
    return [all, at];
  }

  step(by) {
    const [all, at] = this.neighbours();
    if (at >= 0 && all[at + by]) this.open(all[at + by]);
  }

  async showMap(on) {
    this.map.setAttribute('aria-pressed', String(on));
    this.legend.hidden = !on;
    if (!on) {
      this.stage.overlay(null);
      return;
    }
    await this.load(this.job.files.find(file => file.name === MAP), image => {
      this.stage.overlay(image);
      this.stage.strength(this.strength.value / 100);
    });
  }

  async showDraw(href) {
    await this.load(href ? this.job.files.find(file => file.href === href) : this.job.result,
      image => this.stage.replace(image));
  }

  async load(file, use) {
    const { signal } = this.ask;
    try {
      const image = await this.picture(file, signal);
      if (!signal.aborted) use(image);
    } catch (error) {
      if (error.name !== 'AbortError') notice(error.message, texts.dismiss, 'error');
    }
  }

  async save() {
    try {
      const draw = this.draws.value && this.job.files.find(file => file.href === this.draws.value);
      await download(draw || this.job.result);
    } catch (error) {
      notice(error.message, texts.dismiss, 'error');
    }
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || /^(SELECT|INPUT)$/.test(event.target.tagName)) return;
    const steps = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
    const pan = steps[event.key];
    const keys = {
      '+': () => this.stage.zoom(1.25), '=': () => this.stage.zoom(1.25), '-': () => this.stage.zoom(0.8),
      0: () => this.stage.fit(), 1: () => this.stage.one(), ',': () => this.stage.divide(-0.02), '.': () => this.stage.divide(0.02),
      b: () => this.stage.flip(), u: () => !this.map.hidden && this.map.click(), PageUp: () => this.step(-1), PageDown: () => this.step(1),
    };
    if (pan && event.target !== this.stage.handle) this.stage.pan(pan[0] * 60, pan[1] * 60);
    else if (keys[event.key.length === 1 ? event.key.toLowerCase() : event.key]) keys[event.key.length === 1 ? event.key.toLowerCase() : event.key]();
    else return;
    event.preventDefault();
  }

  forget() {
    this.ask?.abort();
    this.urls.forEach(url => URL.revokeObjectURL(url));
    this.urls = [];
  }

  closed() {
    this.forget();
    this.stage.clear();
    const card = document.querySelector(`[data-id="${this.job.id}"] .picture`);
    (card ?? document.getElementById('pictures')).focus();
  }
}
