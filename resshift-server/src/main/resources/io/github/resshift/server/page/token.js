// Asks for the server's token.
import { button, h } from './dom.js';
import { texts } from './texts.js';

const words = texts.token;

/** @param wrong whether one was given that is not it */
export function askToken(wrong) {
  return new Promise(resolve => {
    const error = h('p', { class: 'error', id: 'token-error', role: 'alert' }, wrong ? words.wrong : '');
    const field = h('input', { type: 'password', id: 'token', autocomplete: 'current-password', required: true,
      'aria-describedby': 'token-lead token-error', 'aria-invalid': wrong ? 'true' : null });
    const dialog = h('dialog', { class: 'sheet-dialog', 'aria-labelledby': 'token-heading',
      // Without a token there is nothing behind the dialog, so it comes back.
      onclose: () => { if (dialog.isConnected) dialog.showModal(); },
    }, h('form', { noValidate: true, onsubmit: event => {
      event.preventDefault();
      if (!field.value.trim()) {
        error.textContent = words.empty;
        return;
      }
      dialog.remove();
      resolve(field.value.trim());
    } }, h('h2', { id: 'token-heading' }, words.heading), h('p', { id: 'token-lead' }, words.lead),
    h('label', { htmlFor: 'token' }, words.label), field, error,
    button({ text: words.enter, kind: 'first wide', type: 'submit' })));
    document.body.append(dialog);
    dialog.showModal();
    field.focus();
  });
}
