"""Makes the faces of the window from their originals; see README.md. Needs fontTools 4.

usage: build.py INTER_FOLDER JETBRAINS_MONO_FOLDER
"""
import sys
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

# Latin with the accents of European names, general punctuation, arrows, and the few signs that the
# window uses.
CODES = (list(range(0x20, 0x7F)) + list(range(0xA0, 0x180)) + list(range(0x218, 0x21C))
         + list(range(0x2010, 0x2028)) + [0x2030, 0x2032, 0x2033, 0x2039, 0x203A, 0x2044, 0x20AC, 0x2116, 0x2122]
         + list(range(0x2190, 0x2194)) + [0x21B5, 0x21E5, 0x21E7, 0x2212, 0x2260, 0x2264, 0x2265, 0x2318,
                                          0x25B2, 0x25BC, 0x25CB, 0x25CF, 0x2713, 0x2715, 0x2717])


def tabular(font):
    """Puts the figures of equal width (feature tnum) where the proportional ones stand."""
    lookups = {}
    for record in font["GSUB"].table.FeatureList.FeatureRecord:
        if record.FeatureTag == "tnum":
            for index in record.Feature.LookupListIndex:
                for table in font["GSUB"].table.LookupList.Lookup[index].SubTable:
                    lookups.update(getattr(getattr(table, "ExtSubTable", table), "mapping", {}))
    for cmap in font["cmap"].tables:
        if cmap.isUnicode():
            for code, name in cmap.cmap.items():
                if code in CODES and name in lookups:
                    cmap.cmap[code] = lookups[name]
    # Rounding in the original leaves one figure of the semibold a thousandth narrower.
    digits = [font.getBestCmap()[code] for code in range(0x30, 0x3A)]
    widest = max(font["hmtx"][name][0] for name in digits)
    assert widest - min(font["hmtx"][name][0] for name in digits) <= 3
    for name in digits:
        font["hmtx"][name] = (widest, font["hmtx"][name][1])


def make(source, target, family, style, features, change=None):
    font = TTFont(source)
    if change:
        change(font)
    options = Options(hinting=False, layout_features=features, name_IDs=[0, 13], notdef_outline=True,
                      drop_tables=["DSIG", "gasp", "meta", "STAT"], glyph_names=False)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=CODES)
    subsetter.subset(font)
    owner = font["name"].getDebugName(0)
    font["name"].names = []
    for key, text in ((0, owner), (1, family if style == "Regular" else f"{family} {style}"), (2, "Regular"),
                      (6, f"{family}-{style}".replace(" ", "")), (13, "SIL Open Font License 1.1"),
                      (16, family), (17, style)):
        font["name"].setName(text, key, 3, 1, 0x409)
    if "CFF " in font:
        cff = font["CFF "].cff
        cff.fontNames = [f"{family}-{style}".replace(" ", "")]
        cff.topDictIndex[0].FullName, cff.topDictIndex[0].FamilyName = f"{family} {style}", family
    font.recalcTimestamp = False
    font["head"].created = font["head"].modified = 0
    font.save(target)


inter, mono = sys.argv[1:]
make(f"{inter}/Inter-Regular.otf", "almoner-text-regular.otf", "Almoner Text", "Regular", ["kern"], tabular)
make(f"{inter}/Inter-SemiBold.otf", "almoner-text-semibold.otf", "Almoner Text", "SemiBold", ["kern"], tabular)
make(f"{mono}/JetBrainsMono-Regular.ttf", "almoner-code-regular.ttf", "Almoner Code", "Regular", [])
