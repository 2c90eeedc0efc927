"""Writes files of 13×9 pixels with Pillow and numpy (or by hand, what they do not write), and beside each its RGB bytes over
black, as Pillow or plain arithmetic has them. Of 16 bits the upper eight count."""
import io, struct, zlib
import numpy as np
from PIL import Image

H, W = 9, 13
y, x = np.mgrid[0:H, 0:W]
rgb = np.stack([x * 19, y * 28, 255 - x * 9 - y * 16], -1).astype('u1')
soft = np.stack([90 + x * 6, 200 - y * 9, 120 + x * 3 + y * 4], -1).astype('u1')
grey = (x * 11 + y * 12).astype('u1')
alpha = (255 - x * 21).clip(0, 255).astype('u1')
over = lambda c, a: (c.astype(int) * a[..., None] / 255).astype('u1')

def put(name, data, want):
    want = np.broadcast_to(want[..., None], (H, W, 3)) if want.ndim == 2 else want
    assert want.shape == (H, W, 3), want.shape
    open(name, 'wb').write(data)
    open(name + '.rgb', 'wb').write(np.ascontiguousarray(want, 'u1').tobytes())

def save(name, img, want=None, **how):
    f = io.BytesIO()
    img.save(f, {'jpg': 'JPEG', 'tif': 'TIFF'}.get(name.split('.')[-1]) or name.split('.')[-1].upper(), **how)
    put(name, f.getvalue(), np.asarray(Image.open(f).convert('RGB')) if want is None else want)

chunk = lambda kind, data: struct.pack('>I', len(data)) + kind + data + struct.pack('>I', zlib.crc32(kind + data))

def png(px, bits, kind, adam7=False):
    """px: H×W×samples, of u1 or >u2"""
    passes = [(0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1)] if adam7 else [(0, 0, 1, 1)]
    raw = b''.join(b'\0' + row.tobytes() for a, b, c, d in passes for row in px[a::c, b::d])
    return (b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', struct.pack('>IIBBBBB', W, H, bits, kind, 0, 0, adam7)) +
            chunk(b'IDAT', zlib.compress(raw)) + chunk(b'IEND', b''))

wide = np.stack([x * 5000, y * 7000, x * y * 600], -1).astype('>u2')
palette = Image.fromarray(rgb).quantize(16)
indices, colours = np.asarray(palette), np.array(palette.getpalette()[:48], 'u1').reshape(-1, 3)
shades = np.array([255, 128, 0, 64] * 4, 'u1')
rgba = np.dstack([rgb, alpha])
noise = np.random.default_rng(3).integers(0, 256, (H, W, 3), dtype='u1')

put('wide.png', png(wide, 16, 2), wide >> 8)
put('widegrey.png', png(wide[..., :1], 16, 0), wide[..., 0] >> 8)
put('greyalpha.png', png(np.dstack([grey, alpha]), 8, 4), over(np.dstack([grey] * 3), alpha))
put('interlaced.png', png(rgb, 8, 2, True), rgb)
save('palette.png', palette, over(colours[indices], shades[indices]), transparency=shades.tobytes())
save('bits.png', Image.fromarray(grey).convert('1'))

f = io.BytesIO(); Image.fromarray(rgb[:4, :5]).quantize(8).save(f, 'GIF'); small = bytearray(f.getvalue())
small[6:10] = struct.pack('<HH', W, H)
at = small.index(b',', 13 + 3 * 8); small[at + 1:at + 5] = struct.pack('<HH', 6, 3)
want = np.zeros((H, W, 3), 'u1'); want[3:7, 6:11] = np.asarray(Image.open(f).convert('RGB')); put('offset.gif', bytes(small), want)
save('animated.gif', palette, np.asarray(palette.convert('RGB')), save_all=True, append_images=[Image.fromarray(noise).quantize(16)])

save('rgb.bmp', Image.fromarray(rgb))
save('palette.bmp', palette)
save('bits.bmp', Image.fromarray(grey).convert('1'))
for packing in 'raw', 'tiff_lzw', 'tiff_adobe_deflate', 'packbits':
    save(packing + '.tif', Image.fromarray(rgb), compression=packing)
save('grey.tif', Image.fromarray(grey))
save('palette.tif', palette)
save('fax.tif', Image.fromarray(grey).convert('1'), compression='group4')

save('lossless.webp', Image.fromarray(rgba), over(rgb, alpha), lossless=True, exact=True)
save('lossy.webp', Image.fromarray(soft), quality=90)
f = io.BytesIO(); Image.fromarray(np.dstack([soft, alpha])).save(f, 'WEBP', quality=90, exact=True)
put('lossyalpha.webp', f.getvalue(), over(np.asarray(Image.open(f))[..., :3], np.asarray(Image.open(f))[..., 3]))

save('baseline.jpg', Image.fromarray(soft), quality=90)
save('progressive.jpg', Image.fromarray(soft), quality=90, progressive=True)
save('grey.jpg', Image.fromarray(grey), quality=90)
save('cmyk.jpg', Image.fromarray(soft).convert('CMYK'), quality=90)

# plaincmyk, greywide, s222111 and s411121.jpg, of samplings 1×1 of four, 3×1 of one, and of three as named, are by a
# writer of JPEG with any sampling, which is not here; what they hold is Pillow's word too.

for kind in 'png', 'tif', 'webp', 'jpg':  # stored as orientation 6 wants it, seen as rgb
    tags = Image.Exif(); tags[0x10e] = 'a picture'; tags[0x112] = 6
    save('turned.' + kind, Image.fromarray(np.rot90(soft)), soft, exif=tags, **({'lossless': True} if kind == 'webp' else {'quality': 95}))
