// The sheet of pictures that the server works on or has done.
import * as api from './api.js';
import { announce, button, h, icon, notice, save } from './dom.js';
import { FINAL } from './feed.js';
import { texts } from './texts.js';
import { thumbnail } from './thumbs.js';
import { distinct, MOST_BYTES, MOST_FILES, zip } from './zip.js';

const words = texts.jobs;

export class Jobs {
  /**
   * @param onopen called with a job to be compared
   * @param onagain called with a job's input as a file
   */
  constructor(root, feed, onopen, onagain) {
    Object.assign(this, { root, feed, onopen, onagain });
    this.cards = new Map();
    this.list = h('ul', { class: 'sheet', id: 'sheet' });
    this.tools = h('div', { class: 'tools' });
    this.empty = h('p', { class: 'faint', id: 'no-jobs' }, words.empty);
    root.append(h('div', { class: 'heading' }, h('h2', {}, words.heading), this.tools), this.empty, this.list);
    this.count();
  }

  /** Completed jobs in the order of the sheet. */
  completed() {
    return [...this.list.children].map(card => this.feed.known.get(card.dataset.id))
      .filter(job => job?.state === 'completed');
  }

  show(job, before) {
    let card = this.cards.get(job.id);
    if (!card) {
      card = this.card(job);
      this.cards.set(job.id, card);
      const next = [...this.list.children].find(other => this.feed.known.get(other.dataset.id).created <= job.created);
      this.list.insertBefore(card.root, next ?? null);
    }
    this.fill(card, job);
    if (before && before.state !== job.state) {
      if (job.state === 'completed') announce(words.ready(job.name));
      if (job.state === 'failed') announce(words.failedNote(job.name, job.error));
      if (job.state === 'cancelled') announce(words.cancelledNote(job.name));
    }
    this.count();
  }

  gone(id) {
    const card = this.cards.get(id);
    this.cards.delete(id);
    if (card?.root.contains(document.activeElement)) document.getElementById('pictures').focus();
    card?.root.remove();
    this.count();
  }

  /** Brings a job into sight. */
  point(id) {
    const card = this.cards.get(id)?.root;
    card?.scrollIntoView({ block: 'nearest' });
    card?.classList.add('pointed');
    setTimeout(() => card?.classList.remove('pointed'), 2000);
  }

  count() {
    const jobs = [...this.feed.known.values()];
    const done = jobs.filter(job => job.state === 'completed');
    this.empty.hidden = jobs.length > 0;
    const key = `${done.length}/${jobs.filter(job => FINAL.has(job.state)).length}`;
    if (this.counted === key || this.zipping) return;
    this.counted = key;
    this.tools.replaceChildren(...[
      done.length > 1 ? button({ text: words.downloadAll(done.length), glyph: 'download', kind: 'second',
        id: 'download-all', onclick: () => this.downloadAll() }) : null,
      jobs.some(job => FINAL.has(job.state)) ? button({ text: words.clear, id: 'clear', onclick: () => this.clear() }) : null,
    ].filter(Boolean));
  }

  card(job) {
    const picture = h('button', { type: 'button', class: 'picture', disabled: true, onclick: () => this.open(job.id) });
    const bar = h('progress', { max: 1, value: 0, 'aria-label': words.progress(job.name) });
    const state = h('p', { class: 'state' });
    const actions = h('div', { class: 'actions' });
    const about = h('div', { class: 'about' }, h('p', { class: 'name', title: job.name }, job.name),
      h('p', { class: 'faint dims' }), bar, state, actions);
    const root = h('li', { class: 'card', 'data-id': job.id }, picture, about);
    thumbnail(root, picture, () => this.feed.known.get(job.id));
    return { root, picture, bar, state, actions, dims: about.querySelector('.dims'), key: null };
  }

  fill(card, job) {
    const { root, picture, bar, state, dims } = card;
    const size = job.result ?? job.expected;
    root.className = `card ${job.state}`;
    dims.replaceChildren(`${job.input.width} × ${job.input.height} → `, h('b', {}, `${size.width} × ${size.height}`));
    bar.hidden = FINAL.has(job.state);
    if (job.state === 'generating' && job.share > 0) bar.value = job.share;
    else if (job.state === 'queued') bar.value = 0;
    state.replaceChildren(...this.state(job));
    if (card.key === job.state) return;
    card.key = job.state;
    const focused = root.contains(document.activeElement);
    picture.disabled = job.state !== 'completed';
    picture.setAttribute('aria-label', job.state === 'completed' ? words.compareLabel(job.name) : job.name);
    card.actions.replaceChildren(...this.actions(job));
    if (focused && !root.contains(document.activeElement)) root.querySelector('button:enabled')?.focus();
  }

  state(job) {
    switch (job.state) {
      case 'queued':
        return [words.queued(job.position ?? 0)];
      case 'generating':
        return [job.share > 0 ? words.generating(job.share) : words.starting,
          job.eta === null ? '' : ` · ${words.eta(texts.seconds(job.eta))}`];
      case 'completed':
        return [h('span', {}, texts.bytes(job.result.bytes)), job.expires ? ` · ${words.kept(moment(job.expires))}` : '',
          ...job.notes.map(note => h('span', { class: 'note' }, note))];
      case 'failed':
        return [icon('warn'), h('span', { class: 'error' }, job.error ?? words.failed)];
      default:
        return [words.cancelled];
    }
  }

  actions(job) {
    const remove = button({ label: words.remove(job.name), glyph: 'trash', onclick: () => this.act(() => this.remove(job.id)) });
    if (!FINAL.has(job.state)) {
      return [button({ text: words.cancel, label: words.cancelLabel(job.name), glyph: 'close',
        onclick: () => this.act(async () => this.feed.take(await api.cancel(job.id))) })];
    }
    if (job.state === 'completed') {
      return [button({ text: words.download, label: words.downloadLabel(job.name), glyph: 'download', kind: 'second download',
        onclick: () => this.act(() => download(job.result)) }),
      button({ label: words.againLabel(job.name), glyph: 'again', onclick: () => this.act(() => this.again(job)) }), remove];
    }
    return [button({ text: words.retry, label: words.retryLabel(job.name), glyph: 'again', kind: 'second',
      onclick: () => this.act(() => this.again(job)) }), remove];
  }

  async act(work) {
    try {
      await work();
    } catch (error) {
      notice(error.message, texts.dismiss, 'error');
    }
  }

  open(id) {
    this.onopen(this.feed.known.get(id));
  }

  async again(job) {
    const blob = await api.file(job.input.href);
    this.onagain(new File([blob], job.name, { type: job.input.type }));
  }

  async remove(id) {
    await api.remove(id).catch(error => {
      if (error.status !== 404 && error.status !== 410) throw error;
    });
    this.feed.drop(id);
  }

  async clear() {
    const finished = [...this.feed.known.values()].filter(job => FINAL.has(job.state));
    if (!await sure(words.clearAsk(finished.length), words.clearYes, words.clearNo)) return;
    await this.act(async () => {
      for (const job of finished) await this.remove(job.id);
    });
  }

  async downloadAll() {
    const done = this.completed();
    if (done.reduce((sum, job) => sum + job.result.bytes, 0) > MOST_BYTES || done.length > MOST_FILES) {
      notice(words.tooLargeZip, texts.dismiss, 'error');
      return;
    }
    const text = this.tools.querySelector('#download-all span');
    this.zipping = true;
    await this.act(async () => {
      const names = distinct(done.map(job => job.result.name));
      const files = [];
      for (const [n, job] of done.entries()) {
        text.textContent = words.zipping(n + 1, done.length);
        files.push({ name: names[n], blob: await api.file(job.result.href) });
      }
      save(await zip(files, new Date()), words.zipName);
    });
    this.zipping = false;
    this.counted = null;
    this.count();
  }
}

/** Downloads a file: by a link where that is allowed, so that the browser need not hold it. */
export async function download(file) {
  if (api.hasToken()) save(await api.file(file.href), file.name);
  else h('a', { href: file.href, download: file.name }).click();
}

function sure(question, yes, no) {
  return new Promise(resolve => {
    const dialog = h('dialog', { class: 'sheet-dialog', 'aria-label': question, onclose: () => {
      resolve(dialog.returnValue === 'yes');
      dialog.remove();
    } }, h('p', {}, question), h('div', { class: 'buttons' },
      button({ text: no, kind: 'second', onclick: () => dialog.close('no') }),
      button({ text: yes, kind: 'first', onclick: () => dialog.close('yes') })));
    document.body.append(dialog);
    dialog.showModal();
  });
}

function moment(text) {
  const when = new Date(text);
  const today = when.toDateString() === new Date().toDateString();
  return when.toLocaleString('en', { hour: '2-digit', minute: '2-digit', hour12: false, weekday: today ? undefined : 'short' });
}
