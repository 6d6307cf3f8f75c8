// The panel of settings. What there is, its ranges and defaults come from /v1/capabilities.
import { freshId, h, button } from './dom.js';
import { control } from './controls.js';
import { texts } from './texts.js';

const STORE = 'resshift.settings';
const SIZES = ['scale', 'width', 'height', 'max-side'];
/** Settings with a place of their own; all others are behind "more". */
const MAIN = [...SIZES, 'realism', 'model', 'quality', 'mask'];
const words = texts.settings;

export class Settings {
  /** @param onchange called after each change */
  constructor(root, capabilities, models, onchange) {
    this.root = root;
    this.capabilities = capabilities;
    this.models = models;
    this.onchange = onchange;
    this.foot = h('div', { class: 'action' });
    this.moreOpen = false;
    this.state = this.load();
    this.render();
  }

  load() {
    const fresh = { task: 'upscale', format: 'png', values: { upscale: {}, inpaint: {}, face: {} } };
    try {
      const kept = JSON.parse(localStorage.getItem(STORE)) ?? {};
      if (this.capabilities.tasks[kept.task]) fresh.task = kept.task;
      if (this.capabilities.formats.some(format => format.name === kept.format)) fresh.format = kept.format;
      for (const task of Object.keys(fresh.values)) {
        for (const option of this.capabilities.tasks[task]) {
          const value = kept.values?.[task]?.[option.name];
          if (typeof value === 'string') fresh.values[task][option.name] = value;
        }
      }
    } catch (unusable) {
      // Kept by another version, or storage is refused: the usual settings.
    }
    return fresh;
  }

  changed() {
    try {
      localStorage.setItem(STORE, JSON.stringify(this.state));
    } catch (refused) {
      // They are forgotten with the page.
    }
    this.onchange();
  }

  get task() {
    return this.state.task;
  }

  get values() {
    return this.state.values[this.state.task];
  }

  options() {
    return this.capabilities.tasks[this.task];
  }

  option(name) {
    return this.options().find(option => option.name === name);
  }

  set(name, value) {
    if (value === undefined || value === '' || value === this.option(name)?.default) delete this.values[name];
    else this.values[name] = value;
    this.changed();
  }

  ofTask() {
    return this.models.filter(model => model.task === this.task);
  }

  model() {
    const ready = this.ofTask().filter(model => model.ready);
    return ready.find(model => model.name === this.values.model)
      ?? ready.find(model => model.default) ?? ready[0] ?? null;
  }

  /** Whether holes are painted. */
  get painted() {
    return this.task === 'inpaint' && this.values.mask !== 'alpha' && !this.values.box;
  }

  /** Size of the result for an input, or null where it is not known here. */
  becomes({ width, height }) {
    if (this.task !== 'upscale') return { width, height };
    const model = this.model();
    if (!model || !width) return null;
    const { values } = this;
    const number = name => Number(values[name]);
    let factor = values.scale ? number('scale') : model.scale;
    if (values['max-side']) factor = number('max-side') / Math.max(width, height);
    if (values.width) factor = number('width') / width;
    if (values.height) factor = number('height') / height;
    return { width: Math.max(1, Math.round(width * factor)), height: Math.max(1, Math.round(height * factor)) };
  }

  /** Why nothing can be sent now, or null. */
  obstacle() {
    if (!this.model()) return words.missing;
    const wrong = this.root.querySelector('input:invalid');
    if (wrong) {
      const { name, min, max } = wrong;
      const label = words.names[name] ?? words.sizeKinds[name] ?? name;
      return max ? words.wrong(label, min, max) : words.wrongAtLeast(label, min);
    }
    return this.otherSize && !SIZES.some(name => this.values[name]) ? words.missingSize : null;
  }

  /** The settings as a query. */
  query() {
    const query = new URLSearchParams({ task: this.task, format: this.state.format });
    for (const { name, repeated } of this.options()) {
      const value = this.values[name];
      if (value === undefined || (name === 'quality' && this.format().lossless)) continue;
      for (const part of repeated ? value.split('\n') : [value]) {
        if (part.trim()) query.append(name, part.trim());
      }
    }
    const model = this.model();
    if (model && !model.default) query.set('model', model.name);
    else query.delete('model');
    return query;
  }

  format() {
    return this.capabilities.formats.find(format => format.name === this.state.format);
  }

  render() {
    const { task } = this;
    const more = h('details', { class: 'more', open: this.moreOpen,
      ontoggle: event => { this.moreOpen = event.target.open; } });
    const focus = document.activeElement?.id;
    const scroll = this.root.firstChild?.scrollTop ?? 0;
    this.root.replaceChildren(h('div', { class: 'fields' },
      h('h2', { class: 'unseen' }, words.heading),
      this.segments(words.task, 'task', Object.entries(words.tasks), task, value => {
        this.state.task = value;
        this.otherSize = undefined;
        this.render();
        this.changed();
      }),
      ...(this.model() ? this.fields(more) : [this.missing()])), ...(this.model() ? [this.foot] : []));
    this.root.firstChild.scrollTop = scroll;
    if (focus) document.getElementById(focus)?.focus();
  }

  missing() {
    return h('div', { class: 'missing', role: 'note' },
      h('p', {}, h('strong', {}, words.missing)),
      this.ofTask().filter(model => model.remedy).map(model =>
        h('p', {}, model.remedy, ' ', h('span', { class: 'faint' }, words.licence(model.licence)))));
  }

  fields(more) {
    const reset = button({ text: words.reset, glyph: 'again', onclick: () => {
      this.state.values[this.task] = {};
      this.otherSize = undefined;
      this.render();
      this.changed();
    } });
    const rest = this.options().filter(option => !MAIN.includes(option.name));
    const count = h('span', { class: 'count' });
    const tell = () => {
      const n = rest.filter(option => this.values[option.name] !== undefined).length;
      count.textContent = n ? words.changed(n) : '';
    };
    tell();
    more.append(h('summary', {}, words.more, ' ', count),
      ...rest.map(option => control(option, this.values[option.name], value => {
        this.set(option.name, value);
        tell();
      })), reset);
    return [
      this.task === 'upscale' ? this.size() : null,
      this.option('mask') ? this.holes() : null,
      this.option('realism') ? this.realism() : null,
      this.modelField(),
      this.formatField(),
      more,
    ].filter(Boolean);
  }

  segments(label, name, entries, chosen, onpick) {
    return h('fieldset', { class: 'field' }, h('legend', {}, label),
      h('div', { class: 'segments' }, entries.map(([value, text, spoken]) => {
        const id = `${name}-${value}`;
        return [h('input', { type: 'radio', id, name, value, checked: value === chosen,
          'aria-label': spoken, onchange: () => onpick(value) }), h('label', { htmlFor: id }, text)];
      })));
  }

  size() {
    const own = this.model().scale;
    const factors = [...new Set([2, 3, 4, own])].sort((a, b) => a - b).filter(n => n <= own * own);
    const kept = SIZES.find(name => this.values[name] !== undefined);
    const factor = kept === undefined ? own : kept === 'scale' ? Number(this.values.scale) : NaN;
    this.otherSize = this.otherSize || !factors.includes(factor);
    const pick = value => {
      SIZES.forEach(name => delete this.values[name]);
      this.otherSize = value === 'other';
      if (!this.otherSize && Number(value) !== own) this.values.scale = value;
      this.render();
      this.changed();
    };
    const segments = this.segments(words.size, 'size',
      [...factors.map(n => [String(n), words.times(n), words.timesLabel(n)]), ['other', words.other]],
      this.otherSize ? 'other' : String(factor), pick);
    if (this.otherSize) segments.append(this.other(kept ?? this.kind ?? 'width'));
    return segments;
  }

  other(kind) {
    this.kind = kind;
    const { least, most } = this.option(kind);
    const number = h('input', { type: 'number', name: kind, min: least, max: most, required: true,
      step: kind === 'scale' ? 'any' : 1, value: this.values[kind] ?? '', 'aria-label': words.sizeValue,
      oninput: event => this.set(kind, event.target.validity.valid ? event.target.value : '') });
    const select = h('select', { id: 'size-kind', 'aria-label': words.sizeKind, onchange: event => {
      SIZES.forEach(name => delete this.values[name]);
      this.kind = event.target.value;
      this.render();
      this.changed();
    } }, Object.entries(words.sizeKinds).map(([value, text]) =>
      h('option', { value, selected: value === kind }, text)));
    return h('div', { class: 'pair' }, select, number);
  }

  realism() {
    const { least, most } = this.option('realism');
    const own = this.model().realism;
    const id = freshId('realism');
    const value = h('output', { class: 'value' });
    const tell = () => {
      const kept = this.values.realism;
      value.textContent = kept === undefined ? `${own} · ${words.usual.toLowerCase()}` : kept;
    };
    tell();
    return h('div', { class: 'field' },
      h('div', { class: 'top' }, h('label', { htmlFor: id }, words.realism), value),
      h('input', { type: 'range', id, min: least, max: most, step: 0.05, value: this.values.realism ?? own,
        'aria-describedby': `${id}-help`, oninput: event => {
          this.set('realism', Number(event.target.value) === own ? undefined : event.target.value);
          tell();
        } }),
      h('div', { class: 'ends', 'aria-hidden': 'true' }, h('span', {}, words.faithful), h('span', {}, words.rich)),
      h('p', { class: 'help', id: `${id}-help` }, words.realismHelp));
  }

  modelField() {
    const model = this.model();
    const told = [sentence(model.note), model.licence ? words.licence(model.licence) : ''].filter(Boolean).join(' ');
    const help = h('p', { class: 'help', id: 'model-help' }, told);
    return h('div', { class: 'field' }, h('label', { htmlFor: 'model' }, words.model),
      h('select', { id: 'model', 'aria-describedby': 'model-help', onchange: event => {
        // The server's own default may be another than the option's.
        const picked = this.ofTask().find(entry => entry.name === event.target.value);
        if (picked.default) delete this.values.model;
        else this.values.model = picked.name;
        this.render();
        this.changed();
      } }, this.ofTask().map(entry => h('option', { value: entry.name, disabled: !entry.ready,
        selected: entry === model }, entry.ready ? entry.name : words.notReady(entry.name)))), help);
  }

  formatField() {
    const field = this.segments(words.format, 'format',
      this.capabilities.formats.map(({ name }) => [name, name === 'webp' ? 'WebP' : name.toUpperCase()]),
      this.state.format, value => {
        this.state.format = value;
        this.render();
        this.changed();
      });
    const quality = this.option('quality');
    if (!this.format().lossless && quality) {
      const value = this.values.quality ?? quality.default;
      const shown = h('output', { class: 'value' }, value);
      field.append(h('div', { class: 'sub' },
        h('div', { class: 'top' }, h('label', { htmlFor: 'quality' }, words.quality), shown),
        h('input', { type: 'range', id: 'quality', min: quality.least, max: quality.most, step: 1, value,
          oninput: event => {
            shown.textContent = event.target.value;
            this.set('quality', event.target.value);
          } })));
    }
    return field;
  }

  holes() {
    return this.segments(words.holes, 'holes', [['painted', words.holesPainted], ['alpha', words.holesAlpha]],
      this.values.mask === 'alpha' ? 'alpha' : 'painted', value => {
        this.set('mask', value === 'alpha' ? 'alpha' : undefined);
      });
  }
}

const sentence = text => (text ? `${text[0].toUpperCase()}${text.slice(1).replace(/\.$/, '')}.` : '');
