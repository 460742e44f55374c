"""Writes src/test/resources/org/jkuiper/image/pictures.tsv: small pictures of every kind that the
image package reads, each with the pixels that Pillow makes of it.

    pip install Pillow==13.0.0 numpy && python src/test/reference/pictures.py

One picture a line: its name, its bytes, then thrice the size of a tensor and its bytes; bytes are in
base64.
"""

import base64
import io
import pathlib
import struct
import zlib

import numpy as np
from PIL import Image, ImageOps

WIDTH, HEIGHT = 14, 10
OUT = pathlib.Path(__file__).parents[1] / "resources/org/jkuiper/image/pictures.tsv"

y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
RGB = np.stack([x * 255 // (WIDTH - 1), y * 255 // (HEIGHT - 1), (x * 37 + y * 11) % 256], -1)
RGB = RGB.astype(np.uint8)
ALPHA = ((x + y) * 12 % 256).astype(np.uint8)
GREY = ((x * 17 + y * 5) % 256).astype(np.uint8)
GREY16 = ((x * 4711 + y * 977) % 65536).astype(np.uint16)

rgb = Image.fromarray(RGB)
grey = Image.fromarray(GREY)
rgba = Image.fromarray(np.dstack([RGB, ALPHA]))
grey_alpha = Image.fromarray(np.dstack([GREY, ALPHA]))
palette = rgb.quantize(200)
cmyk = Image.fromarray(np.dstack([RGB, ALPHA]), "CMYK")


def saved(image, format, **options):
    out = io.BytesIO()
    image.save(out, format, **options)
    return out.getvalue()


def exif(orientation):
    tags = Image.Exif()
    tags[0x0112] = orientation
    return tags


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(
        ">I", zlib.crc32(kind + data))


def png(depth, color, rows, extra=b"", interlace=0):
    """A PNG of rows of packed bytes, for the kinds that Pillow does not write."""
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, depth, color, 0, 0, interlace)
    data = zlib.compress(b"".join(b"\0" + bytes(row) for row in rows))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra + chunk(b"IDAT", data)
            + chunk(b"IEND", b""))


def packed(values, depth):
    bits = "".join(format(int(v) % (1 << depth), f"0{depth}b") for v in values)
    bits += "0" * (-len(bits) % 8)
    return bytes(int(bits[i:i + 8], 2) for i in range(0, len(bits), 8))


def adam7(pixels):
    for x0, y0, dx, dy in [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4),
                           (1, 0, 2, 2), (0, 1, 1, 2)]:
        for row in pixels[y0::dy]:
            if len(row[x0::dx]):
                yield row[x0::dx].tobytes()


def bmp(depth, rows, compression=0, extra=b"", colors=b"", top_down=False, core=False):
    rows = [bytes(row) + b"\0" * (-len(row) % 4) for row in rows]
    if not top_down:
        rows.reverse()
    if core:
        header = struct.pack("<IHHHH", 12, WIDTH, HEIGHT, 1, depth)
    else:
        header = struct.pack("<IiiHHIIiiII", 40, WIDTH, -HEIGHT if top_down else HEIGHT, 1, depth,
                             compression, 0, 0, 0, 0, 0)
    offset = 14 + len(header) + len(extra) + len(colors)
    body = b"".join(rows)
    return (b"BM" + struct.pack("<IHHI", offset + len(body), 0, 0, offset) + header + extra + colors
            + body)


def fields(red, green, blue):
    """RGB in words of 16 bits, of so many bits each."""
    r, g, b = (RGB[..., i].astype(int) >> (8 - n) for i, n in enumerate((red, green, blue)))
    return [row.astype("<u2").tobytes() for row in (r << (green + blue)) | (g << blue) | b]


def ycck():
    """Pillow writes no YCCK: write the converted samples as CMYK and say what they are."""
    ycc = np.asarray(Image.fromarray(255 - RGB).convert("YCbCr"))
    # Pillow inverts what it saves as CMYK; Adobe's YCCK holds the inverted values.
    jpeg = saved(Image.fromarray(np.dstack([255 - ycc, ALPHA]), "CMYK"), "JPEG", quality=95)
    at = jpeg.index(b"Adobe")
    return jpeg[:at + 11] + b"\2" + jpeg[at + 12:]


def without_adobe(jpeg):
    at = jpeg.index(b"Adobe") - 4
    return jpeg[:at] + jpeg[at + 16:]


def offset_gif(**options):
    """The frame at (2, 3) of a screen that is 6 wider and 5 higher."""
    gif = bytearray(saved(palette, "GIF", **options))
    struct.pack_into("<HH", gif, 6, WIDTH + 6, HEIGHT + 5)
    at = gif.index(b"," + struct.pack("<HHHH", 0, 0, WIDTH, HEIGHT))
    struct.pack_into("<HH", gif, at + 1, 2, 3)
    return bytes(gif)


def psd(mode, planes, depth=8):
    header = b"8BPS" + struct.pack(">H6xHIIHH", 1, len(planes), HEIGHT, WIDTH, depth, mode)
    return header + struct.pack(">IIIH", 0, 0, 0, 0) + b"".join(p.tobytes() for p in planes)


second = Image.fromarray(RGB[::-1, ::-1].copy())
first_of_two = dict(save_all=True, append_images=[second], duration=100)
trns = chunk(b"tRNS", struct.pack(">H", 51))

PICTURES = {
    "jpeg rgb": saved(rgb, "JPEG", quality=90, subsampling=0),
    "jpeg rgb 4:2:0": saved(rgb, "JPEG", quality=90, subsampling=2),
    "jpeg rgb stored": saved(rgb, "JPEG", quality=90, keep_rgb=True),
    "jpeg grey": saved(grey, "JPEG", quality=90),
    "jpeg progressive": saved(rgb, "JPEG", quality=90, progressive=True),
    "jpeg restart": saved(rgb, "JPEG", quality=90, restart_marker_blocks=1),
    "jpeg cmyk": saved(cmyk, "JPEG", quality=90),
    "jpeg cmyk without Adobe": without_adobe(saved(cmyk, "JPEG", quality=90)),
    "jpeg ycck": ycck(),
    "png 1": saved(grey.convert("1"), "PNG"),
    "png grey": saved(grey, "PNG"),
    "png grey 2": png(2, 0, [packed(row, 2) for row in x + y]),
    "png grey 4": png(4, 0, [packed(row, 4) for row in x + y]),
    "png grey 16": png(16, 0, [row.astype(">u2").tobytes() for row in GREY16]),
    "png grey with transparent colour": png(8, 0, GREY, trns),
    "png grey alpha": saved(grey_alpha, "PNG"),
    "png rgb": saved(rgb, "PNG"),
    "png rgb 16": png(16, 2, [row.astype(">u2").tobytes() for row in RGB.astype(int) * 257 ^ 90]),
    "png rgba": saved(rgba, "PNG"),
    "png rgba 16": png(16, 6, [r.astype(">u2").tobytes() for r in np.asarray(rgba).astype(int) * 257]),
    "png palette": saved(palette, "PNG"),
    "png palette 4": saved(rgb.quantize(16), "PNG", bits=4),
    "png palette 2": saved(rgb.quantize(4), "PNG", bits=2),
    "png palette 1": saved(rgb.quantize(2), "PNG", bits=1),
    "png palette alpha": saved(palette, "PNG", transparency=bytes(range(40, 240))),
    "png interlaced": png(8, 2, adam7(RGB), interlace=1),
    "png with orientation": saved(rgb, "PNG", exif=exif(6)),
    "webp lossy": saved(rgb, "WEBP", quality=90),
    "webp lossy alpha": saved(rgba, "WEBP", quality=90, exact=True),
    "webp lossless": saved(rgb, "WEBP", lossless=True),
    "webp lossless alpha": saved(rgba, "WEBP", lossless=True, exact=True),
    "webp animated": saved(rgb, "WEBP", lossless=True, **first_of_two),
    "webp with orientation": saved(rgb, "WEBP", lossless=True, exif=exif(8)),
    "gif": saved(palette, "GIF", interlace=0),
    "gif interlaced": saved(palette, "GIF", interlace=1),
    "gif of 2 colours": saved(rgb.quantize(2), "GIF"),
    "gif of 4 colours": saved(rgb.quantize(4), "GIF"),
    "gif of 16 colours": saved(rgb.quantize(16), "GIF"),
    "gif transparent": saved(palette, "GIF", transparency=7),
    "gif animated": saved(palette, "GIF", **first_of_two),
    "gif in a larger screen": offset_gif(),
    "gif in a larger transparent screen": offset_gif(transparency=7),
    "bmp 24": saved(rgb, "BMP"),
    "bmp 32": saved(rgba, "BMP"),
    "bmp palette": saved(palette, "BMP"),
    "bmp palette 4": bmp(4, [packed(r, 4) for r in x + y], colors=bytes(range(64))),
    "bmp grey": saved(grey, "BMP"),
    "bmp 1": saved(grey.convert("1"), "BMP"),
    "bmp 16": bmp(16, fields(5, 5, 5)),
    "bmp 565": bmp(16, fields(5, 6, 5), 3, struct.pack("<III", 0xF800, 0x7E0, 0x1F)),
    "bmp bit fields": bmp(32, [r[:, ::-1].tobytes() for r in np.dstack([ALPHA, RGB])], 3,
                          struct.pack("<III", 0xFF0000, 0xFF00, 0xFF)),
    "bmp top down": bmp(24, [r[:, ::-1].tobytes() for r in RGB], top_down=True),
    "bmp core": bmp(24, [r[:, ::-1].tobytes() for r in RGB], core=True),
    "tiff rgb": saved(rgb, "TIFF", compression="tiff_lzw"),
    "tiff jpeg": saved(rgb, "TIFF", compression="jpeg"),
    "tiff grey": saved(grey, "TIFF"),
    "tiff grey 16": saved(Image.fromarray(GREY16), "TIFF"),
    "tiff 1": saved(grey.convert("1"), "TIFF", compression="group4"),
    "tiff palette": saved(palette, "TIFF"),
    "tiff rgba": saved(rgba, "TIFF"),
    "tiff cmyk": saved(cmyk, "TIFF"),
    "tiff with orientation": saved(rgb, "TIFF", exif=exif(5)),
    "psd rgb": psd(3, [RGB[..., i] for i in range(3)]),
    "psd grey": psd(1, [GREY]),
    "psd cmyk": psd(4, [255 - RGB[..., i] for i in range(3)] + [255 - ALPHA]),
    "pnm rgb": saved(rgb, "PPM"),
    "pnm grey": saved(grey, "PPM"),
    "pnm grey 16": saved(Image.fromarray(GREY16), "PPM"),
    "pnm 1": saved(grey.convert("1"), "PPM"),
    "tga rgb": saved(rgb, "TGA"),
    "tga rle": saved(rgb, "TGA", compression="tga_rle"),
    "tga rgba": saved(rgba, "TGA"),
    "tga grey": saved(grey, "TGA"),
    "tga palette": saved(palette, "TGA"),
}

with OUT.open("w") as out:
    for name, picture in PICTURES.items():
        image = ImageOps.exif_transpose(Image.open(io.BytesIO(picture)))
        if image.mode.startswith("I"):
            # convert("RGB") would clip: every sample above 255 becomes white.
            image = Image.fromarray((np.asarray(image) >> 8).astype(np.uint8))
        image = image.convert("RGB")
        line = [name, base64.b64encode(picture).decode()]
        for size in (image.size, (9, 6), (23, 17)):
            pixels = image.resize(size, Image.Resampling.BICUBIC).tobytes()
            line += [f"{size[0]} x {size[1]}", base64.b64encode(pixels).decode()]
        print(*line, sep="\t", file=out)
