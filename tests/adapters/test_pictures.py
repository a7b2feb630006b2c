import io
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from shared.adapters.documents.pictures import MOST_SCANS, drawn_anew
from shared.domain.work.logs.photos import LONGEST_SIDE, DamagedPicture, NotAPicture, TooManyPixels
from tests.adapters.photographs import (
    SECRET,
    exif,
    jpeg_of_scans,
    photograph,
    png_that_says,
    quarters,
    webp_that_says,
)

RED, LIME, BLUE, GRAY = (255, 0, 0), (0, 255, 0), (0, 0, 255), (128, 128, 128)
KINDS = ("JPEG", "PNG", "WEBP", "MPO")
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"

DRAWS_UNDER_A_BOUND = """
import resource, sys
from shared.adapters.documents.pictures import drawn_anew
from shared.domain.work.logs.photos import PhotoRefused
import PIL.Image, PIL.WebPImagePlugin, PIL.JpegImagePlugin, PIL.PngImagePlugin
raw = sys.stdin.buffer.read()
used = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (used + 64_000_000,) * 2)
try:
    drawn_anew(raw)
except PhotoRefused as refused:
    print(refused.code)
"""


def segments(jpeg: bytes) -> Iterator[int]:
    """Yield the markers of a JPEG up to its pixels."""
    at = 2
    while at < len(jpeg):
        marker, length = jpeg[at + 1], int.from_bytes(jpeg[at + 2 : at + 4])
        yield marker
        if marker == 0xDA:
            return
        at += 2 + length


def corners(jpeg: bytes) -> list[tuple[int, ...]]:
    """Return what stands in the four quarters, row by row, to the nearest of the colours used here."""
    image = Image.open(io.BytesIO(jpeg))
    places = [(x, y) for y in (0.25, 0.75) for x in (0.25, 0.75)]
    seen = [image.getpixel((int(image.width * x), int(image.height * y))) for x, y in places]
    return [_nearest(each) for each in seen]


def _nearest(pixel: tuple[int, ...]) -> tuple[int, ...]:
    colours = [RED, LIME, BLUE, GRAY, (255, 255, 255), (0, 0, 0)]
    return min(colours, key=lambda each: sum((a - b) ** 2 for a, b in zip(each, pixel, strict=True)))


class TestDrawnAnew:
    @pytest.mark.parametrize("kind", KINDS)
    def test_a_picture_of_each_kind_becomes_a_jpeg_of_the_same_view(self, kind):
        more = {"append_images": [quarters()], "save_all": True} if kind == "MPO" else {}

        picture = drawn_anew(photograph(kind, **more))

        assert Image.open(io.BytesIO(picture.content)).format == "JPEG"
        assert (picture.width, picture.height) == Image.open(io.BytesIO(picture.content)).size == (400, 300)
        assert corners(picture.content) == [RED, LIME, BLUE, GRAY]

    @pytest.mark.parametrize("kind", KINDS)
    def test_nothing_of_its_metadata_is_left(self, kind):
        raw = photograph(kind)

        found = drawn_anew(raw).content

        assert SECRET in raw and b"Exif" in raw.replace(b"EXIF", b"Exif").replace(b"eXIf", b"Exif")
        assert SECRET not in found
        image = Image.open(io.BytesIO(found))
        assert dict(image.getexif()) == {}
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}

    @pytest.mark.parametrize("kind", KINDS)
    def test_the_file_holds_what_a_picture_needs_and_no_other_segment(self, kind):
        app0, quantisation, frame, huffman, scan = 0xE0, 0xDB, 0xC0, 0xC4, 0xDA

        markers = list(segments(drawn_anew(photograph(kind)).content))

        assert set(markers) == {app0, quantisation, frame, huffman, scan}
        assert markers.count(app0) == 1

    @pytest.mark.parametrize(
        ("orientation", "seen"),
        [
            (1, [RED, LIME, BLUE, GRAY]),
            (2, [LIME, RED, GRAY, BLUE]),
            (3, [GRAY, BLUE, LIME, RED]),
            (4, [BLUE, GRAY, RED, LIME]),
            (5, [RED, BLUE, LIME, GRAY]),
            (6, [BLUE, RED, GRAY, LIME]),
            (7, [GRAY, LIME, BLUE, RED]),
            (8, [LIME, GRAY, RED, BLUE]),
            (9, [RED, LIME, BLUE, GRAY]),
        ],
    )
    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
    def test_it_is_upright_however_the_camera_was_held(self, kind, orientation, seen):
        picture = drawn_anew(photograph(kind, exif=exif(orientation)))

        assert corners(picture.content) == seen
        assert (picture.width, picture.height) == ((300, 400) if orientation in (5, 6, 7, 8) else (400, 300))

    @pytest.mark.parametrize(
        ("size", "drawn"),
        [
            ((4000, 3000), (1600, 1200)),
            ((3000, 4000), (1200, 1600)),
            ((1600, 1600), (1600, 1600)),
            ((1601, 10), (1600, 10)),
            ((20000, 2), (1600, 1)),
            ((1, 1), (1, 1)),
        ],
    )
    @pytest.mark.parametrize("kind", ["JPEG", "PNG"])
    def test_its_longer_side_is_at_most_1600_pixels(self, kind, size, drawn):
        picture = drawn_anew(photograph(kind, quarters(size)))

        assert (picture.width, picture.height) == drawn
        assert max(drawn) <= LONGEST_SIDE

    @pytest.mark.parametrize("mode", ["L", "CMYK", "RGB"])
    def test_a_jpeg_of_each_mode_is_read(self, mode):
        assert drawn_anew(photograph("JPEG", quarters(mode=mode))).width == 400

    @pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
    def test_a_png_of_each_mode_is_read(self, mode):
        image = quarters().convert("L").convert("I").convert(mode) if mode == "I;16" else quarters(mode=mode)

        assert drawn_anew(photograph("PNG", image)).width == 400

    def test_sixteen_bits_are_scaled_and_not_cut(self):
        dark = Image.new("I;16", (40, 40), 0x2000)

        found = Image.open(io.BytesIO(drawn_anew(photograph("PNG", dark)).content))

        assert abs(found.getpixel((20, 20))[0] - 0x20) <= 2

    @pytest.mark.parametrize("kind", ["PNG", "WEBP"])
    def test_what_is_transparent_is_white(self, kind):
        clear = quarters(mode="RGBA")
        clear.paste((255, 0, 0, 0), (0, 0, 200, 150))

        found = drawn_anew(photograph(kind, clear))

        assert corners(found.content) == [(255, 255, 255), LIME, BLUE, GRAY]

    def test_a_transparent_colour_of_a_palette_is_white(self):
        drawn = quarters(mode="P")

        found = drawn_anew(photograph("PNG", drawn, transparency=drawn.getpixel((10, 10))))

        assert corners(found.content) == [(255, 255, 255), LIME, BLUE, GRAY]

    def test_the_first_frame_of_an_animation_is_shown(self):
        frames = [Image.new("RGB", (400, 300), "blue")]

        found = drawn_anew(photograph("WEBP", quarters(), save_all=True, append_images=frames))

        assert corners(found.content) == [RED, LIME, BLUE, GRAY]

    def test_what_is_appended_is_left_behind(self):
        zipped = io.BytesIO(photograph())
        with zipfile.ZipFile(zipped, "a") as archive:
            archive.writestr("index.html", HTML)
        polyglot = zipped.getvalue()

        found = drawn_anew(polyglot).content

        assert zipfile.is_zipfile(io.BytesIO(polyglot))
        assert not zipfile.is_zipfile(io.BytesIO(found))
        assert HTML not in found

    def test_the_same_file_gives_the_same_picture(self):
        assert drawn_anew(photograph()) == drawn_anew(photograph())

    def test_exif_that_cannot_be_read_does_not_matter(self):
        broken = photograph(exif=b"Exif\0\0II*\0\xff\xff\xff\xff")

        assert corners(drawn_anew(broken).content) == [RED, LIME, BLUE, GRAY]


class TestWhatIsNoPicture:
    @pytest.mark.parametrize(
        "raw",
        [b"", b"\xff\xd8", HTML, SVG, *(start + bytes(40) for start in (b"PK\x03\x04", b"%PDF", b"GIF89a", b"RIFF"))],
        ids=["empty", "two bytes", "HTML", "SVG", "zip", "PDF", "GIF", "no WebP"],
    )  # fmt: skip
    def test_is_refused_by_its_first_bytes(self, raw):
        with pytest.raises(NotAPicture):
            drawn_anew(raw)

    @pytest.mark.parametrize("kind", ["TIFF", "BMP", "GIF", "ICO", "PPM", "TGA"])
    def test_a_picture_of_a_kind_that_no_phone_takes_is_refused(self, kind):
        out = io.BytesIO()
        quarters((64, 64)).save(out, kind)

        with pytest.raises(NotAPicture):
            drawn_anew(out.getvalue())

    @pytest.mark.parametrize("start", [b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF\x40\0\0\0WEBPVP8X"])
    @pytest.mark.parametrize("rest", [b"", HTML, SVG * 40])
    def test_the_first_bytes_of_a_picture_before_something_else_do_not_make_one(self, start, rest):
        with pytest.raises((DamagedPicture, TooManyPixels)):
            drawn_anew(start + rest)


class TestWhatIsDamaged:
    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
    @pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
    def test_a_picture_that_ends_too_early_is_refused(self, kind, share):
        noise = Image.effect_noise((400, 300), 80).convert("RGB")
        whole = photograph(kind, noise)

        with pytest.raises(DamagedPicture):
            drawn_anew(whole[: int(len(whole) * share)])

    def test_a_jpeg_that_is_drawn_over_and_over_is_refused_before_it_is_drawn(self):
        with pytest.raises(DamagedPicture):
            drawn_anew(jpeg_of_scans(MOST_SCANS + 1))

    def test_a_progressive_jpeg_is_not(self):
        assert corners(drawn_anew(photograph(progressive=True)).content) == [RED, LIME, BLUE, GRAY]

    @pytest.mark.filterwarnings("ignore::UserWarning")
    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
    def test_no_byte_that_is_wrong_gets_anything_else_out_of_it(self, kind):
        """Each byte of the first half kilobyte turned over: a picture, or one of our refusals."""
        whole = photograph(kind, quarters((48, 32)))

        for at in range(min(512, len(whole))):
            turned = whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :]
            try:
                assert drawn_anew(turned).content.startswith(b"\xff\xd8")
            except (NotAPicture, DamagedPicture, TooManyPixels):
                pass


class TestWhatIsTooLarge:
    @pytest.mark.parametrize("size", [(8000, 5001), (30_000, 30_000), (2**31 - 1, 2**31 - 1)])
    def test_a_png_that_says_it_has_more_than_40_million_pixels_is_refused(self, size):
        with pytest.raises(TooManyPixels):
            drawn_anew(png_that_says(*size))

    @pytest.mark.parametrize("size", [(8000, 5001), (16_383, 16_383)])
    def test_a_webp_is_refused_by_its_canvas(self, size):
        with pytest.raises(TooManyPixels):
            drawn_anew(webp_that_says(*size))

    @pytest.mark.parametrize("lossless", [True, False])
    def test_a_webp_without_metadata_says_its_size_elsewhere(self, lossless):
        small = photograph("WEBP", exif=b"", icc_profile=b"", xmp=b"", lossless=lossless)

        assert small[12:16] == (b"VP8L" if lossless else b"VP8 ")
        assert drawn_anew(small).width == 400

    def test_a_jpeg_is_refused_by_its_frame(self):
        whole = photograph()
        frame = re.search(rb"\xff\xc0\x00\x11\x08(....)", whole, re.DOTALL)
        assert frame is not None

        with pytest.raises(TooManyPixels):
            drawn_anew(whole[: frame.start(1)] + b"\xff\xff\xff\xff" + whole[frame.end(1) :])

    @pytest.mark.parametrize(
        "bomb",
        [png_that_says(8000, 5001), webp_that_says(16_000, 11_000)],
        ids=["PNG", "WebP"],
    )
    def test_none_of_its_pixels_is_given_room(self, bomb):
        """With 64 MB more than an idle process: a canvas of theirs would take far more."""
        root = Path(__file__).resolve().parents[2]

        done = subprocess.run(
            [sys.executable, "-c", DRAWS_UNDER_A_BOUND], cwd=root, input=bomb, capture_output=True
        )

        assert done.stdout.decode().strip() == "photo.too_many_pixels", done.stderr.decode()

    def test_one_of_40_million_is_drawn(self):
        assert drawn_anew(photograph("PNG", Image.new("1", (8000, 5000)))).width == 1600


class TestImporting:
    def test_the_library_is_loaded_by_whoever_draws(self):
        code = "import sys, shared.usecases.work.keep_photo; print('PIL' in sys.modules)"
        root = Path(__file__).resolve().parents[2]

        done = subprocess.run(
            [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True
        )

        assert done.stdout == "False\n"
