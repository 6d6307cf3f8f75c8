"""Makes the small pictures of this folder and expected.json (Python 3, Pillow, numpy).

The layout of expected.json is that of a larger collection of odd files, which the same test reads
from the folder given by -Dresshift.odd=DIR.
"""
import json
import struct
import zlib
from pathlib import Path

import numpy as np
from PIL import Image

HERE = Path(__file__).parent
W, H, MARK = 40, 28, 8
MARKS = {"tl": (220, 30, 30), "tr": (30, 200, 30), "bl": (30, 30, 220), "br": (230, 220, 30)}
entries = []


def scene(width=W, height=H):
    y, x = np.mgrid[0:height, 0:width]
    rgb = np.stack([60 + 2 * x, 140 - 3 * y, 90 + x + y], -1).astype(np.uint8)
    rgb[:MARK, :MARK] = MARKS["tl"]
    rgb[:MARK, -MARK:] = MARKS["tr"]
    rgb[-MARK:, :MARK] = MARKS["bl"]
    rgb[-MARK:, -MARK:] = MARKS["br"]
    return rgb


RGB = scene()
GRAY = np.array(Image.fromarray(RGB).convert("L"))
ALPHA = np.tile(np.linspace(0, 255, W).round().astype(np.uint8), (H, 1))


def corners(rgb):
    at = {"tl": (2, 2), "tr": (2, -3), "bl": (-3, 2), "br": (-3, -3)}
    return {name: [int(v) for v in rgb[p]] for name, p in at.items()}


def add(name, rgb=None, action="decode", alpha=None, bits=8, **more):
    entry = {"file": name, "bytes": (HERE / name).stat().st_size, "action": action}
    if rgb is not None:
        rgb = np.repeat(rgb[..., None], 3, -1) if rgb.ndim == 2 else rgb
        entry.update(width=rgb.shape[1], height=rgb.shape[0], bit_depth=bits, alpha=alpha is not None)
        entry["mean_rgb"] = [round(float(v), 2) for v in rgb.reshape(-1, 3).mean(0)]
        entry["corners"] = corners(rgb)
    if alpha is not None:
        entry["mean_alpha"] = round(float(alpha.mean()), 2)
    entry.update(more)
    entries.append(entry)


def chunk(kind, data):
    crc = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc)


def png(name, width, height, bits, colour, rows, extra=b"", interlace=0):
    head = struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, interlace)
    raw = b"".join(b"\0" + row for row in rows)
    (HERE / name).write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + extra
                              + chunk(b"IDAT", zlib.compress(raw, 9)) + chunk(b"IEND", b""))


def jpeg(name, rgb=RGB, **options):
    Image.fromarray(rgb).save(HERE / name, quality=95, subsampling=0, **options)


def turned(orientation):
    """The stored picture that becomes RGB when the orientation is applied."""
    return {1: RGB, 2: RGB[:, ::-1], 3: RGB[::-1, ::-1], 4: RGB[::-1], 5: RGB.transpose(1, 0, 2),
            6: np.rot90(RGB, 1), 7: RGB[::-1, ::-1].transpose(1, 0, 2), 8: np.rot90(RGB, -1)}[orientation]


def exif(orientation):
    block = Image.Exif()
    block[0x0112] = orientation
    return block


for o in range(1, 9):
    jpeg(f"orientation-{o}.jpg", np.ascontiguousarray(turned(o)), exif=exif(o))
    add(f"orientation-{o}.jpg", RGB, exif_orientation=o)
jpeg("orientation-9-invalid.jpg", exif=exif(9))
add("orientation-9-invalid.jpg", RGB)
stored = np.ascontiguousarray(turned(6))
Image.fromarray(stored).save(HERE / "orientation-6.tif", tiffinfo={274: 6}, compression="tiff_lzw")
add("orientation-6.tif", RGB)
Image.fromarray(stored).save(HERE / "orientation-6.webp", lossless=True, exif=exif(6))
add("orientation-6.webp", RGB)
Image.fromarray(stored).save(HERE / "orientation-6.png", exif=exif(6))
add("orientation-6.png", RGB)

jpeg("progressive.jpg", progressive=True)
add("progressive.jpg", RGB)
Image.fromarray(GRAY).save(HERE / "gray.jpg", quality=95)
add("gray.jpg", GRAY, channels=1)
cmyk = np.concatenate([255 - RGB, np.zeros((H, W, 1), np.uint8)], -1)
Image.fromarray(cmyk, "CMYK").save(HERE / "cmyk.jpg", quality=95, subsampling=0)
add("cmyk.jpg", RGB)
data = (HERE / "progressive.jpg").read_bytes()
(HERE / "truncated.jpg").write_bytes(data[: len(data) // 2])
add("truncated.jpg", action="fail")

Image.fromarray(np.dstack([RGB, ALPHA])).save(HERE / "alpha.webp", lossless=True, exact=True)
add("alpha.webp", RGB, alpha=ALPHA)
Image.fromarray(RGB).save(HERE / "lossy.webp", quality=90)
add("lossy.webp", RGB)

Image.fromarray(RGB).save(HERE / "24.bmp")
add("24.bmp", RGB)
palette = Image.fromarray(RGB).quantize(32)
palette.save(HERE / "palette.gif")
add("palette.gif", np.array(palette.convert("RGB")))
frames = [palette, Image.fromarray(255 - RGB).quantize(32)]
frames[0].save(HERE / "two-frames.gif", save_all=True, append_images=frames[1:])
add("two-frames.gif", np.array(palette.convert("RGB")), frames=2)
Image.fromarray(RGB).save(HERE / "two-pages.tif", save_all=True, append_images=[Image.fromarray(255 - RGB)])
add("two-pages.tif", RGB, frames=2)
deep = GRAY.astype(np.uint16) * 257
Image.fromarray(deep).save(HERE / "gray-16.tif", compression="tiff_adobe_deflate")
add("gray-16.tif", GRAY, bits=16, channels=1)

png("rgb-16.png", W, H, 16, 2, [(RGB[y].astype(">u2") * 257).astype(">u2").tobytes() for y in range(H)])
add("rgb-16.png", RGB, bits=16)
png("gray-alpha.png", W, H, 8, 4, [np.dstack([GRAY[y], ALPHA[y]]).tobytes() for y in range(H)])
add("gray-alpha.png", GRAY, alpha=ALPHA, channels=2)
for bits in (1, 2, 4):
    levels = GRAY >> (8 - bits)
    rows = [np.packbits(np.unpackbits(levels[y, :, None], axis=1)[:, 8 - bits:]).tobytes() for y in range(H)]
    png(f"gray-{bits}.png", W, H, bits, 0, rows)
    add(f"gray-{bits}.png", (levels.astype(float) * 255 / (2**bits - 1)).round(), channels=1)
key = tuple(MARKS["bl"])
hole = np.where((RGB == key).all(-1), 0, 255).astype(np.uint8)
png("colour-key.png", W, H, 8, 2, [RGB[y].tobytes() for y in range(H)], chunk(b"tRNS", struct.pack(">HHH", *key)))
add("colour-key.png", RGB, alpha=hole)
entry_alpha = np.arange(0, 256, 8).astype(np.uint8)
index = np.array(palette)
table = np.array(palette.getpalette()[: 32 * 3], np.uint8)
png("palette-alpha.png", W, H, 8, 3, [index[y].tobytes() for y in range(H)],
    chunk(b"PLTE", table.tobytes()) + chunk(b"tRNS", entry_alpha.tobytes()))
add("palette-alpha.png", table.reshape(-1, 3)[index], alpha=entry_alpha[index])

good = (HERE / "24.bmp").with_name("good.png")
Image.fromarray(RGB).save(good)
data = good.read_bytes()
good.unlink()
(HERE / "truncated.png").write_bytes(data[: len(data) // 2])
add("truncated.png", action="fail")
at = data.index(b"IDAT") + 60
(HERE / "flipped-bit.png").write_bytes(data[:at] + bytes([data[at] ^ 4]) + data[at + 1:])
add("flipped-bit.png", action="fail")
end = data.index(b"IEND") - 8
(HERE / "wrong-checksum.png").write_bytes(data[:end] + bytes([data[end] ^ 1]) + data[end + 1:])
add("wrong-checksum.png", RGB, action="decode_or_fail")
(HERE / "png-named.jpg").write_bytes(data + b"bytes after the end")
add("png-named.jpg", RGB, real_format="PNG")
(HERE / "empty.png").write_bytes(b"")
add("empty.png", action="fail")
(HERE / "text.png").write_text("this is not a picture\n")
add("text.png", action="fail")
png("bomb.png", 60000, 60000, 8, 2, [b"\0" * 10])
add("bomb.png", action="fail", declared=[60000, 60000])

(HERE / "expected.json").write_text(json.dumps({"files": entries}, indent=1) + "\n")
