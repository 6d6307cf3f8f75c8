// Small helpers to build elements. Nothing is ever made from HTML text, so nothing can be injected.

/** An element with properties, attributes (aria-*, role, data-*), listeners (on…) and children. */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else if (key === 'class') element.className = value;
    else if (key in element && !key.includes('-') && key !== 'role' && key !== 'list') element[key] = value;
    else element.setAttribute(key, value === true ? '' : value);
  }
  element.append(...children.flat(Infinity).filter(child => child !== null && child !== undefined && child !== false));
  return element;
}

const PATHS = {
  plus: 'M12 5v14M5 12h14',
  close: 'M6 6l12 12M18 6L6 18',
  download: 'M12 4v11m-5-4.500l5 5 5-5M5 20h14',
  brush: 'M4 20c3 0 4-1.500 4-3.500a2.500 2.500 0 0 1 4 2C11 20.500 8 21 4 20zM10.500 14.500L19 5.500',
  trash: 'M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13',
  again: 'M5 12a7 7 0 1 0 2.500-5.400M5 4v4h4',
  undo: 'M9 14L4 9l5-5M4 9h10a6 6 0 0 1 0 12h-3',
  left: 'M15 5l-7 7 7 7',
  right: 'M9 5l7 7-7 7',
  minus: 'M5 12h14',
  warn: 'M12 4l9 16H3zM12 10v4m0 2.500v.5',
  help: 'M9.500 9.500a2.500 2.500 0 1 1 3.500 2.300c-.7.400-1 .9-1 1.700m0 3v.4',
  auto: 'M12 4a8 8 0 1 0 0 16zM12 4a8 8 0 0 1 0 16',
  light: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2v2m0 16v2M2 12h2m16 0h2M5 5l1.400 1.400m11.200 11.200L19 19M5 19l1.400-1.400M17.600 6.400L19 5',
  dark: 'M19 14.500A7.500 7.500 0 0 1 9.500 5a7.500 7.500 0 1 0 9.500 9.500z',
  handle: 'M9 7l-5 5 5 5M15 7l5 5-5 5',
};

/** A line icon; it is decoration, names are on the buttons. */
export function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', PATHS[name]);
  svg.append(path);
  return svg;
}

/** A button with an icon, a text or both; `label` names it where the text alone would not. */
export function button({ text, label, glyph, kind = 'quiet', onclick, ...rest }) {
  return h('button', { type: 'button', class: `button ${kind}${text ? '' : ' bare'}`, 'aria-label': label,
    title: text ? undefined : label, onclick, ...rest }, glyph && icon(glyph), text && h('span', {}, text));
}

let numbers = 0;

/** An id that no other element has. */
export const freshId = prefix => `${prefix}-${++numbers}`;

/** Says something to screen readers. */
export function announce(sentence) {
  document.getElementById('announce').textContent = sentence;
}

/** Shows a message that stays until it is dismissed (errors) or for some seconds. */
export function notice(sentence, dismiss, kind = 'plain') {
  const box = h('div', { class: `notice ${kind}`, role: kind === 'error' ? 'alert' : 'status' },
    kind === 'error' ? icon('warn') : null, h('p', {}, sentence),
    button({ label: dismiss, glyph: 'close', onclick: () => box.remove() }));
  const all = document.getElementById('notices');
  for (const old of all.children) if (old.querySelector('p').textContent === sentence) old.remove();
  all.append(box);
  if (kind !== 'error') setTimeout(() => box.remove(), 8000);
  return box;
}

/** Hands a file to the browser to save. */
export function save(blob, name) {
  const url = URL.createObjectURL(blob);
  const link = h('a', { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 60000);
}
