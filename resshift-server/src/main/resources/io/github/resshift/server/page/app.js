// Brings the parts of the page together.
import * as api from './api.js';
import { button, h, icon, notice } from './dom.js';
import { Feed } from './feed.js';
import { intake } from './intake.js';
import { Jobs } from './jobs.js';
import { Settings } from './settings.js';
import { texts } from './texts.js';
import { askToken } from './token.js';
import { Tray } from './tray.js';
import { Viewer } from './viewer.js';

const part = id => document.getElementById(id);

function themes() {
  const names = ['auto', 'light', 'dark'];
  let at = Math.max(0, names.indexOf(document.documentElement.dataset.theme));
  const toggle = button({ label: texts.theme[names[at]], glyph: names[at], id: 'theme-button', onclick: () => {
    at = (at + 1) % names.length;
    const name = names[at];
    if (name === 'auto') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = name;
    toggle.setAttribute('aria-label', texts.theme[name]);
    toggle.title = texts.theme[name];
    toggle.replaceChildren(icon(name));
    try {
      localStorage.setItem('resshift.theme', name);
    } catch (refused) {
      // It holds for this page then.
    }
  } });
  part('theme').append(toggle);
}

function action(settings, tray, say) {
  if (tray.sending) {
    return [button({ text: texts.action.stop, kind: 'second wide', id: 'go', onclick: () => tray.stop() })];
  }
  const hindrance = settings.obstacle();
  const able = tray.items.filter(item => !tray.obstacle(item) || item.error).length;
  return [say(hindrance), button({ text: texts.action[settings.task](able || tray.items.length), kind: 'first wide', id: 'go',
    disabled: Boolean(hindrance) || able === 0, onclick: () => tray.send() })];
}

async function start() {
  document.querySelector('.skip').textContent = texts.skip;
  const here = ['localhost', '127.0.0.1', '[::1]'].includes(location.hostname);
  part('where').textContent = here ? texts.local : texts.remote(location.hostname);
  themes();
  api.begin(askToken);
  const [capabilities, models] = await Promise.all([api.capabilities(), api.models()]);
  part('engine').textContent = texts.engine(capabilities.version, capabilities.device);

  let tray = null;
  let jobs = null;
  let settings = null;
  const place = intake(part('drop'), part('over'), capabilities, files => tray.add(files));
  const refresh = () => {
    place.quiet(tray.items.length > 0, feed.known.size > 0);
    const full = tray.items.length > 0;
    document.body.classList.toggle('ready', full);
    document.body.classList.toggle('used', feed.known.size > 0);
    const focus = document.activeElement?.id;
    settings.foot.replaceChildren(...(full ? action(settings, tray, sentence =>
      (sentence ? h('p', { class: 'hint', role: 'status' }, sentence) : '')) : []));
    if (focus === 'go') part('go')?.focus();
  };
  settings = new Settings(part('settings'), capabilities, models, () => tray?.render());
  const feed = new Feed({
    onjob: (job, before) => {
      jobs.show(job, before);
      if (!before) refresh();
    },
    ongone: id => {
      jobs.gone(id);
      refresh();
    },
    onlost: lost => {
      part('network').hidden = !lost;
      part('network').textContent = lost ? texts.network.lost : '';
    },
  });
  const viewer = new Viewer(() => jobs.completed());
  jobs = new Jobs(part('jobs'), feed, job => viewer.open(job), file => {
    tray.add([file]);
    part('tray').scrollIntoView({ block: 'nearest' });
  });
  tray = new Tray(part('tray'), settings, capabilities, (job, isNew) => {
    feed.take(job);
    if (!isNew) {
      notice(texts.jobs.was, texts.dismiss);
      jobs.point(job.id);
    }
  }, refresh);
  addEventListener('beforeunload', event => { if (tray.sending) event.preventDefault(); });
  await feed.refresh();
  feed.start();
  document.body.classList.add('started');
}

start().catch(error => notice(error.message, texts.dismiss, 'error'));
