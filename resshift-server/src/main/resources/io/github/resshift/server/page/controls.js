// A control for any setting that the server tells of.
import { button, freshId, h } from './dom.js';
import { texts } from './texts.js';

const words = texts.settings;
/** Whole numbers up to this are exact in a browser; larger ones stay texts. */
const EXACT = Number.MAX_SAFE_INTEGER;

/**
 * A control with its label and, behind a question mark, what the server says of it.
 *
 * @param value the text that it has, or undefined for the default
 * @param onvalue called with the text, undefined for the default
 */
export function control(option, value, onvalue) {
  const id = freshId('setting');
  const name = words.names[option.name] ?? option.name;
  const help = h('p', { class: 'help', id: `${id}-help`, hidden: true }, option.description);
  const ask = button({ label: words.explain(name), glyph: 'help', kind: 'ask', 'aria-expanded': 'false',
    'aria-controls': help.id, onclick: event => {
      help.hidden = !help.hidden;
      event.currentTarget.setAttribute('aria-expanded', String(!help.hidden));
    } });
  const input = make(option, id, value, onvalue);
  if (option.kind === 'flag') {
    return h('div', { class: 'field flag' }, h('div', { class: 'top' },
      h('label', { htmlFor: id, class: 'check' }, input, h('span', {}, name)), ask), help);
  }
  return h('div', { class: 'field' }, h('div', { class: 'top' }, h('label', { htmlFor: id }, name), ask), input, help);
}

function make(option, id, value, onvalue) {
  const given = event => onvalue(event.target.value === '' ? undefined : event.target.value);
  const usual = option.default === null ? words.usual : words.usualIs(option.default);
  switch (option.kind) {
    case 'flag':
      return h('input', { type: 'checkbox', id, checked: value === 'true',
        onchange: event => onvalue(event.target.checked ? 'true' : undefined) });
    case 'choice':
      return h('select', { id, onchange: given }, option.choices.map(choice =>
        h('option', { value: choice, selected: choice === (value ?? option.default) }, choice)));
    case 'box':
      return h('textarea', { id, rows: 2, value: value ?? '', spellcheck: false, oninput: given });
    case 'whole':
    case 'number':
      if (option.most !== null && Math.abs(option.most) > EXACT) break;
      return h('input', { type: 'number', id, name: option.name, min: option.least, max: option.most,
        step: option.kind === 'whole' ? 1 : 'any', value: value ?? '', placeholder: usual, oninput: given });
    default:
  }
  return h('input', { type: 'text', id, value: value ?? '', placeholder: usual, spellcheck: false,
    autocomplete: 'off', oninput: given });
}
