"""Makes the pictures of this folder from one of the sample's, with Pillow. They were made once; run it to add a variant."""

from pathlib import Path

from PIL import Image

here = Path(__file__).parent
scene = Image.open(here / "../../publisher/content/media/flower-fields.jpg").convert("RGB")
scene = scene.resize((160, 100), Image.LANCZOS).crop((0, 0, 157, 93))


def jpeg(name, picture=scene, **options):
    picture.save(here / f"{name}.jpg", "JPEG", quality=82, **options)


def main():
    for progressive in (False, True):
        kind = "progressive" if progressive else "baseline"
        for subsampling in ("4:4:4", "4:2:2", "4:2:0"):
            jpeg(f"{kind}-{subsampling.replace(':', '')}", subsampling=subsampling, progressive=progressive)
        jpeg(f"{kind}-grey", scene.convert("L"), progressive=progressive)
        jpeg(f"{kind}-cmyk", scene.convert("CMYK"), progressive=progressive)
        jpeg(f"{kind}-rgb", keep_rgb=True, progressive=progressive)
        jpeg(f"{kind}-restarts", progressive=progressive, restart_marker_blocks=3)
    for width, height in ((1, 1), (8, 8), (9, 17), (16, 1)):
        jpeg(f"baseline-{width}x{height}", scene.resize((width, height)))
        jpeg(f"progressive-{width}x{height}", scene.resize((width, height)), progressive=True)
    jpeg("baseline-optimized", optimize=True)
    first = scene.quantize(24)
    first.save(here / "interlaced.gif", interlace=True)
    first.save(here / "plain.gif", interlace=False)
    scene.save(here / "rgb.png")
    first.save(here / "palette.png")
    scene.convert("L").convert("I").point(lambda grey: grey * 257).convert("I;16").save(here / "grey16.png")
    faded = scene.copy()
    faded.putalpha(Image.linear_gradient("L").resize(scene.size))
    faded.save(here / "alpha.png")
    faded.save(here / "alpha-lossy.webp", quality=80)
    faded.save(here / "alpha-lossless.webp", lossless=True)
    scene.save(here / "lossy.webp", quality=80)
    scene.save(here / "lossless.webp", lossless=True)
    scene.save(here / "animated.webp", save_all=True, append_images=[scene.rotate(90)], duration=100, quality=80)


main()
