// Writes zip files without compression: pictures are compressed already.
// Format: PKWARE APPNOTE 4.3; names in UTF-8 (bit 11), version 2.0, no zip64.

const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let bit = 0; bit < 8; bit++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});

async function crc32(blob) {
  let crc = 0xffffffff;
  const reader = blob.stream().getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return (crc ^ 0xffffffff) >>> 0;
    for (const byte of value) crc = TABLE[(crc ^ byte) & 0xff] ^ (crc >>> 8);
  }
}

/** Fields of 2 or 4 bytes, little-endian: [length, value, length, value, …]. */
function fields(...pairs) {
  const bytes = [];
  for (let i = 0; i < pairs.length; i += 2) {
    for (let k = 0; k < pairs[i]; k++) bytes.push(Math.floor(pairs[i + 1] / 2 ** (8 * k)) & 0xff);
  }
  return new Uint8Array(bytes);
}

/** The most bytes of content and of entries that these fields can tell. */
export const MOST_BYTES = 0xfff00000;
export const MOST_FILES = 0xffff;

/** Names of which no two are the same, however a file system sees letters. */
export function distinct(names) {
  const taken = new Set();
  return names.map(name => {
    const dot = name.lastIndexOf('.');
    const [stem, suffix] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
    let free = name;
    for (let n = 2; taken.has(free.toLowerCase()); n++) free = `${stem} (${n})${suffix}`;
    taken.add(free.toLowerCase());
    return free;
  });
}

/**
 * A zip file of blobs.
 *
 * @param files names and contents; together less than MOST_BYTES, fewer than MOST_FILES
 * @param date of all entries
 */
export async function zip(files, date) {
  const time = (date.getHours() << 11) | (date.getMinutes() << 5) | (date.getSeconds() >> 1);
  const day = ((date.getFullYear() - 1980) << 9) | ((date.getMonth() + 1) << 5) | date.getDate();
  const parts = [];
  const directory = [];
  let offset = 0;
  let length = 0;
  for (const { name, blob } of files) {
    const path = new TextEncoder().encode(name);
    const common = fields(2, 20, 2, 0x0800, 2, 0, 2, time, 2, day, 4, await crc32(blob), 4, blob.size,
      4, blob.size, 2, path.length, 2, 0);
    parts.push(fields(4, 0x04034b50), common, path, blob);
    const entry = [fields(4, 0x02014b50, 2, 20), common, fields(2, 0, 2, 0, 2, 0, 4, 0, 4, offset), path];
    directory.push(...entry);
    offset += 4 + common.length + path.length + blob.size;
    length += entry.reduce((sum, part) => sum + part.length, 0);
  }
  const end = fields(4, 0x06054b50, 2, 0, 2, 0, 2, files.length, 2, files.length, 4, length, 4, offset, 2, 0);
  return new Blob([...parts, ...directory, end], { type: 'application/zip' });
}
