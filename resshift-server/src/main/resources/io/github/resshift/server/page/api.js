// The server's interface, as /openapi.json describes it.
import { texts } from './texts.js';

const TOKEN = 'resshift.token';
let token = '';
let asking = null;
let ask = () => Promise.reject(new Error());

/** A request that was not done; the message is one sentence for people. */
export class Problem extends Error {
  constructor(status, sentence, retryAfter = 0) {
    super(sentence);
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

/**
 * Prepares access. A token may come in the address after '#token=', where no server sees it.
 *
 * @param question called where a token is needed, with whether one was wrong; gives the token
 */
export function begin(question) {
  ask = question;
  const given = new URLSearchParams(location.hash.slice(1)).get('token');
  try {
    if (given) {
      sessionStorage.setItem(TOKEN, given);
      history.replaceState(null, '', location.pathname + location.search);
    }
    token = sessionStorage.getItem(TOKEN) ?? '';
  } catch (refused) {
    token = given ?? '';
  }
}

/** Whether requests carry a token, which links cannot. */
export const hasToken = () => token !== '';

function headers(more = {}) {
  return token ? { ...more, Authorization: `Bearer ${token}` } : more;
}

async function renew() {
  asking ??= ask(token !== '').then(entered => {
    token = entered;
    try {
      sessionStorage.setItem(TOKEN, entered);
    } catch (refused) {
      // It is asked for again after a reload.
    }
  }).finally(() => {
    asking = null;
  });
  await asking;
}

async function problem(answer) {
  let sentence = texts.network.odd(answer.status);
  try {
    sentence = (await answer.json()).detail || sentence;
  } catch (noJson) {
    // Something between us and the server answered.
  }
  return new Problem(answer.status, sentence, Number(answer.headers.get('Retry-After')) || 0);
}

/** A request; asks for the token where the server wants it. */
async function request(path, options = {}) {
  for (;;) {
    let answer;
    try {
      answer = await fetch(path, { ...options, headers: headers(options.headers) });
    } catch (error) {
      if (error.name === 'AbortError') throw error;
      throw new Problem(0, texts.network.lost);
    }
    if (answer.ok) return answer;
    if (answer.status !== 401) throw await problem(answer);
    await renew();
  }
}

const json = async (path, options) => (await request(path, options)).json();

export const capabilities = () => json('/v1/capabilities');
export const models = async () => (await json('/v1/models')).models;
export const jobs = async () => (await json('/v1/jobs?limit=1000')).jobs;
export const cancel = id => json(`/v1/jobs/${id}/cancel`, { method: 'POST' });
export const remove = id => request(`/v1/jobs/${id}`, { method: 'DELETE' });

/** A file's content. */
export const file = async (href, signal) => (await request(href, { signal })).blob();

/** The address under which a browser can show a picture. */
export function showable(picture) {
  return /^image\/(png|jpeg|webp|gif|bmp)$/.test(picture.type) ? picture.href : `${picture.href}?as=png`;
}

/** A key for a try; getRandomValues is there without HTTPS, too. */
export function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), b => b.toString(16).padStart(2, '0')).join('');
}

/**
 * Hands in a job. XMLHttpRequest, as only that tells how much was sent.
 *
 * @returns {Promise<{job: object, isNew: boolean}>}
 */
export async function submit({ query, image, name, mask, key, onshare, signal }) {
  for (;;) {
    try {
      return await send({ query, image, name, mask, key, onshare, signal });
    } catch (error) {
      if (error.status !== 401) throw error;
      await renew();
    }
  }
}

function send({ query, image, name, mask, key, onshare, signal }) {
  const form = new FormData();
  form.append('image', image, name);
  if (mask) form.append('mask', mask, 'mask.png');
  return new Promise((resolve, reject) => {
    const sending = new XMLHttpRequest();
    sending.open('POST', `/v1/jobs?${query}`);
    for (const [header, value] of Object.entries(headers({ 'Idempotency-Key': key }))) {
      sending.setRequestHeader(header, value);
    }
    sending.upload.addEventListener('progress', event => {
      if (event.lengthComputable) onshare(event.loaded / event.total);
    });
    sending.addEventListener('error', () => reject(new Problem(0, texts.network.broken)));
    sending.addEventListener('abort', () => reject(new DOMException('', 'AbortError')));
    sending.addEventListener('load', () => {
      let body = null;
      try {
        body = JSON.parse(sending.responseText);
      } catch (noJson) {
        // Answered below by the status.
      }
      if ((sending.status === 200 || sending.status === 202) && body) {
        resolve({ job: body, isNew: sending.status === 202 });
      } else {
        reject(new Problem(sending.status, body?.detail ?? texts.network.odd(sending.status),
          Number(sending.getResponseHeader('Retry-After')) || 0));
      }
    });
    signal.addEventListener('abort', () => sending.abort());
    sending.send(form);
  });
}

/**
 * Reads the events of all jobs until the stream ends or fails. By fetch, as an EventSource cannot
 * show a token.
 */
export async function events({ onopen, onevent, signal }) {
  const answer = await request('/v1/events', { headers: { Accept: 'text/event-stream' }, signal });
  onopen();
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const blocks = (rest + value).replaceAll('\r\n', '\n').split('\n\n');
    rest = blocks.pop();
    for (const block of blocks) {
      let name = 'message';
      const data = [];
      for (const line of block.split('\n')) {
        if (line.startsWith('event:')) name = line.slice(6).trim();
        else if (line.startsWith('data:')) data.push(line.slice(5).trim());
      }
      if (data.length) onevent(name, JSON.parse(data.join('\n')));
    }
  }
}
