"""Makes small animations, and their frames one below the other as Pillow shows them (Python 3, Pillow)."""
from pathlib import Path

from PIL import Image, ImageDraw

HERE = Path(__file__).parent
W, H, FRAMES = 24, 18, 4
DELAYS = [70, 120, 40, 200]


def frame(n, soft):
    image = Image.new("RGBA", (W, H), (0, 0, 0, 0) if n == 2 else (40, 90 + 20 * n, 160, 255))
    draw = ImageDraw.Draw(image)
    draw.rectangle([2 + 4 * n, 3, 9 + 4 * n, 11], fill=(220, 60, 30, 255))
    draw.rectangle([1, 13, 8 + 3 * n, 16], fill=(250, 220, 40, 128 if soft else 255))
    return image


def save(name, soft, **options):
    frames = [frame(n, soft) for n in range(FRAMES)]
    frames[0].save(HERE / name, save_all=True, append_images=frames[1:], duration=DELAYS, loop=3, **options)
    shown = Image.new("RGBA", (W, FRAMES * H))
    with Image.open(HERE / name) as made:
        assert made.n_frames == FRAMES
        for n in range(FRAMES):
            made.seek(n)
            shown.paste(made.convert("RGBA"), (0, n * H))
    shown.save(HERE / f"{name}.frames.png")


save("moving.gif", False, disposal=[1, 3, 2, 1])
# Pillow pastes half transparent parts, where PNG lays them over what is below.
save("moving.png", False, disposal=[0, 0, 1, 0], blend=[0, 1, 1, 0])
save("moving.webp", True, lossless=True)
