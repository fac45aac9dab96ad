"""Makes the embedded faces from their originals; see README.md. Needs fontTools 4.

usage: build.py LIBERATION_SANS_FOLDER [COURIER_PRIME.otf]
"""
import math
import sys
import unicodedata
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.boundsPen import BoundsPen
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

ASCII = list(range(0x20, 0x7F))
# Latin, Greek and Cyrillic with their marks, and the signs that stand beside letters. No controls:
# what draws nothing is left out before drawing.
WIDE = [code for first, last in (
    (0x0020, 0x007E), (0x00A0, 0x00AC), (0x00AE, 0x034E), (0x0350, 0x036F),
    (0x0370, 0x052F), (0x1E00, 0x1FFE), (0x2000, 0x200A), (0x2010, 0x2027), (0x202F, 0x205F),
    (0x2070, 0x209F), (0x20A0, 0x20CF), (0x2100, 0x218F), (0x2190, 0x21FF), (0x2200, 0x22FF),
    (0x25A0, 0x25CF), (0x2C60, 0x2C7F), (0xA788, 0xA78C)) for code in range(first, last + 1)]

# Letters with marks that Unicode has no single character for, drawn by a glyph each: tones on dotted
# vowels (Yoruba, Igbo), on open vowels and nasals (Ewe, Akan, Lingala, Yoruba), nasal vowels with tone
# (Navajo), cedillas (Marshallese), g with tilde (Guarani), underlined vowels (Mixtec).
GRAVE, ACUTE, CIRCUMFLEX, TILDE, MACRON, CARON = "\u0300\u0301\u0302\u0303\u0304\u030c"
CLUSTERS = [unicodedata.normalize("NFC", letter + mark) for letters, marks in (
    ("ẹọịụẸỌỊỤ", GRAVE + ACUTE + MACRON + CARON),
    ("ɛɔəƐƆƏ", GRAVE + ACUTE + CIRCUMFLEX + TILDE + MACRON + CARON),
    ("mnŋMNŊ", GRAVE + ACUTE + MACRON),
    ("ąęįǫųĄĘĮǪŲ", GRAVE + ACUTE),
    ("moMO", "\u0327"), ("gG", TILDE), ("aeiouAEIOU", "\u0331"),
) for letter in letters for mark in marks]
CLUSTERS = [cluster for cluster in CLUSTERS if len(cluster) == 2]
# The first character of the private use area stands for the first of them, and so on.
PRIVATE = 0xE000


def mono(source, target):
    """1,000 units, every advance 600, no ink closer than 60 units to the edge of the cell."""
    font = TTFont(source)
    cmap, glyphs = font.getBestCmap(), font.getGlyphSet()
    scale = 1000 / font["head"].unitsPerEm
    names, outlines = {0: ".notdef"}, {".notdef": TTGlyphPen(None).glyph()}
    for code in ASCII:
        name = cmap[code]
        bounds = BoundsPen(glyphs)
        glyphs[name].draw(bounds)
        x_scale, x_shift = scale, (600 - font["hmtx"][name][0] * scale) / 2
        if bounds.bounds:
            left, _, right, _ = bounds.bounds
            center, ink = (left + right) / 2 * scale + x_shift, (right - left) * scale
            if center - ink / 2 < 61 or center + ink / 2 > 539:
                narrow = min(1.0, 478 / ink)
                half = ink * narrow / 2
                center = min(max(center, 61 + half), 539 - half)
                x_scale = scale * narrow
                x_shift = center - (left + right) / 2 * x_scale
        pen = TTGlyphPen(None)
        quadratic = Cu2QuPen(pen, 0.5, reverse_direction=True)
        glyphs[name].draw(TransformPen(quadratic, (x_scale, 0, 0, scale, x_shift, 0)))
        names[code], outlines[name] = name, pen.glyph()
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef"] + [names[code] for code in ASCII])
    builder.setupCharacterMap({code: names[code] for code in ASCII})
    builder.setupGlyf(outlines)
    table = builder.font["glyf"]
    builder.setupHorizontalMetrics({n: (600, getattr(table[n], "xMin", 0) or 0) for n in outlines})
    builder.setupHorizontalHeader(ascent=783, descent=-217)
    builder.setupNameTable(naming("Almoner Mono", font))
    builder.setupOS2(sTypoAscender=783, sTypoDescender=-217, sCapHeight=580, sxHeight=450)
    builder.setupPost(keepGlyphNames=False, isFixedPitch=1)
    stamp(builder.font)
    builder.save(target)


def sans(source, target, name):
    font = TTFont(source)
    codes = [code for code in WIDE if code in font.getBestCmap()]
    options = Options(hinting=False, layout_features=[], name_IDs=[0, 1, 13], notdef_outline=False,
                      drop_tables=["GSUB", "GPOS", "GDEF", "kern", "FFTM", "DSIG", "gasp", "meta"])
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=codes)
    subsetter.subset(font)
    center_marks(font)
    add_clusters(font)
    words = naming(name, font)
    font["name"].names = []
    for key, value in (("copyright", 0), ("familyName", 1), ("styleName", 2), ("psName", 6), ("licenseDescription", 13)):
        font["name"].setName(words[key], value, 3, 1, 0x409)
    font["post"].formatType = 3.0
    stamp(font)
    font.save(target)


def ink(font, name):
    bounds = BoundsPen(font.getGlyphSet())
    font.getGlyphSet()[name].draw(bounds)
    return bounds.bounds


def center_marks(font):
    """Without the positions of GPOS a mark is drawn where its outline lies: over the middle of a letter
    as wide as most small ones (o)."""
    cmap, glyf = font.getBestCmap(), font["glyf"]
    middle = font["hmtx"][cmap[ord("o")]][0] / 2
    done = set()
    for code in range(0x300, 0x370):
        name = cmap.get(code)
        # A horn, and what stands to the right of its letter, has its place.
        if name is None or name in done or code in (0x315, 0x31A, 0x31B) or font["hmtx"][name][0]:
            continue
        done.add(name)
        bounds = ink(font, name)
        if not bounds:
            continue
        shift = round(-middle - (bounds[0] + bounds[2]) / 2)
        move(font, name, shift)


def move(font, name, shift):
    """Shifts a glyph sideways, and back again where other glyphs are composed of it."""
    glyf, glyphs = font["glyf"], font.getGlyphSet()
    pen, recording = TTGlyphPen(None), DecomposingRecordingPen(glyphs)
    glyphs[name].draw(recording)
    recording.replay(TransformPen(pen, (1, 0, 0, 1, shift, 0)))
    for other in font.getGlyphOrder():
        if glyf[other].isComposite():
            for part in glyf[other].components:
                if part.glyphName == name:
                    part.x -= round(shift * getattr(part, "transform", ((1, 0), (0, 1)))[0][0])
    glyf[name] = pen.glyph()
    glyf[name].recalcBounds(glyf)
    font["hmtx"][name] = (font["hmtx"][name][0], glyf[name].xMin)


def add_clusters(font):
    """Each letter of CLUSTERS with its mark over, or under, the middle of the letter."""
    cmap, glyf = font.getBestCmap(), font["glyf"]
    slant = math.tan(math.radians(-font["post"].italicAngle))
    private = {}
    for at, cluster in enumerate(CLUSTERS):
        base, mark = cmap[ord(cluster[0])], cmap[ord(cluster[1])]
        # The letter itself, without what hangs on it.
        plain = ink(font, cmap[ord(unicodedata.normalize("NFD", cluster[0])[0])])
        accent = ink(font, mark)
        pen = TTGlyphPen(font.getGlyphSet())
        if cluster[1] in "\u0327\u0331":
            rise = 0
        else:
            if cluster[0] in "įị":
                plain = ink(font, cmap[ord("ı")])
            # As far above the letter as Liberation's own Á and á have it.
            rise = plain[3] + (60 if cluster[0].isupper() else 115) - accent[1]
        height = (accent[1] + accent[3]) / 2 + rise - (plain[1] + plain[3]) / 2
        middle = (plain[0] + plain[2]) / 2 - (accent[0] + accent[2]) / 2
        for part in undotted(font, base) if cluster[0] in "įị" else [(base, 0, 0)]:
            pen.addComponent(part[0], (1, 0, 0, 1, *part[1:]))
        pen.addComponent(mark, (1, 0, 0, 1, round(middle + slant * height), round(rise)))
        name = f"cluster{at}"
        glyf[name] = pen.glyph()
        glyf[name].recalcBounds(glyf)
        font["hmtx"][name] = (font["hmtx"][base][0], glyf[name].xMin)
        private[PRIVATE + at] = name
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap.update(private)


def undotted(font, name):
    """The parts of a letter made of i, with the i that has no dot: the mark takes its place."""
    cmap = font.getBestCmap()
    return [(cmap[ord("ı")] if part.glyphName == cmap[ord("i")] else part.glyphName, part.x, part.y)
            for part in font["glyf"][name].components]


def naming(name, font):
    return dict(copyright=font["name"].getDebugName(0), familyName=name, styleName="Regular",
                psName=name.replace(" ", ""), licenseDescription="SIL Open Font License 1.1")


def stamp(font):
    font.recalcTimestamp = False
    font["head"].created = font["head"].modified = 0


liberation, *courier = sys.argv[1:]
if courier:
    mono(courier[0], "almoner-mono.ttf")
for style in ("Regular", "Bold", "Italic", "BoldItalic"):
    sans(f"{liberation}/LiberationSans-{style}.ttf", f"almoner-sans-{style.lower()}.ttf", f"Almoner Sans {style}")
with open("clusters.txt", "w") as out:
    out.writelines(cluster + "\n" for cluster in CLUSTERS)
