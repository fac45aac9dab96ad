"""Makes the embedded faces from their originals; see README.md. Needs fontTools 4.

usage: build.py COURIER_PRIME.otf LIBERATION_SANS_FOLDER
"""
import math
import sys
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.boundsPen import BoundsPen
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

ASCII = list(range(0x20, 0x7F))
ANSI = ASCII + [ord(bytes([b]).decode("cp1252")) for b in range(0x80, 0x100)
                if b not in (0x81, 0x8D, 0x8F, 0x90, 0x9D, 0xAD)]


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


def sans(source, target, name, codes):
    font = TTFont(source)
    options = Options(hinting=False, layout_features=[], name_IDs=[0, 1, 13], notdef_outline=False,
                      drop_tables=["GSUB", "GPOS", "GDEF", "kern", "FFTM", "DSIG", "gasp", "meta"])
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=codes)
    subsetter.subset(font)
    words = naming(name, font)
    font["name"].names = []
    for key, value in (("copyright", 0), ("familyName", 1), ("styleName", 2), ("psName", 6), ("licenseDescription", 13)):
        font["name"].setName(words[key], value, 3, 1, 0x409)
    font["post"].formatType = 3.0
    stamp(font)
    font.save(target)


def naming(name, font):
    return dict(copyright=font["name"].getDebugName(0), familyName=name, styleName="Regular",
                psName=name.replace(" ", ""), licenseDescription="SIL Open Font License 1.1")


def stamp(font):
    font.recalcTimestamp = False
    font["head"].created = font["head"].modified = 0


courier, liberation = sys.argv[1:]
mono(courier, "almoner-mono.ttf")
for style, codes in (("Regular", ANSI), ("Bold", ANSI), ("Italic", ASCII), ("BoldItalic", ASCII)):
    sans(f"{liberation}/LiberationSans-{style}.ttf", f"almoner-sans-{style.lower()}.ttf",
         f"Almoner Sans {style}", codes)

with open("metrics.csv", "w") as out:
    out.write("face,x_min,y_min,x_max,y_max,ascent,descent,cap_height,widths of codes 32 to 255 (0: no such glyph)\n")
    for face in ("mono", "sans-regular", "sans-bold", "sans-italic", "sans-bolditalic"):
        font = TTFont(f"almoner-{face}.ttf")
        unit = 1000 / font["head"].unitsPerEm
        cmap, glyphs = font.getBestCmap(), font.getGlyphSet()
        inks = []
        for name in cmap.values():
            bounds = BoundsPen(glyphs)
            glyphs[name].draw(bounds)
            inks += [bounds.bounds] if bounds.bounds else []
        extents = [min(ink[0] for ink in inks), min(ink[1] for ink in inks),
                   max(ink[2] for ink in inks), max(ink[3] for ink in inks)]
        figures = [font["hhea"].ascent, font["hhea"].descent, font["OS/2"].sCapHeight]
        row = [str(math.floor(figure * unit)) for figure in extents[:2]]
        row += [str(math.ceil(figure * unit)) for figure in extents[2:]]
        row += [str(round(figure * unit)) for figure in figures]
        for byte in range(32, 256):
            code = ord(bytes([byte]).decode("cp1252", "replace"))
            row.append(str(round(font["hmtx"][cmap[code]][0] * unit)) if code in cmap else "0")
        out.write(",".join([face] + row) + "\n")
