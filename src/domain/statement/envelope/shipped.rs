//! The envelopes that a practice begins with. Makers differ by an eighth of an inch: whoever uses
//! another measures it.

use super::{Envelope, Window};

/// Letter paper folded in three.
const THIRD: u32 = 3_667;
/// Edge and glue. Less than most envelopes lose, so that the real sheet slides less than is reckoned.
const SEAM: u32 = 62;

fn window(left: u32, bottom: u32, width: u32, height: u32) -> Window {
    Window {
        left,
        bottom,
        width,
        height,
    }
}

fn envelope(name: &str, width: u32, height: u32, address: Window, source: &str) -> Envelope {
    Envelope {
        name: name.to_owned(),
        width,
        height,
        seam: SEAM,
        panel: THIRD,
        address,
        sender: None,
        source: source.to_owned(),
    }
}

impl Envelope {
    /// 4 1/8 by 9 1/2 in with one window.
    pub fn number_10() -> Self {
        envelope(
            "#10 single window",
            9_500,
            4_125,
            window(875, 500, 4_500, 1_125),
            "Window 1 1/8 x 4 1/2 in, 7/8 in from the left, 1/2 in from the bottom: the makers' \
             standard, as BusinessEnvelopes (Window Envelopes: The Complete Guide) states it.",
        )
    }

    /// 4 1/8 by 9 1/2 in with a window for each address.
    pub fn number_10_double() -> Self {
        Self {
            sender: Some(window(625, 2_375, 3_250, 875)),
            ..envelope(
                "#10 double window",
                9_500,
                4_125,
                window(625, 1_000, 4_000, 1_000),
                "Windows 1 x 4 in, 5/8 in from the left, 1 in from the bottom, and 7/8 x 3 1/4 in, 5/8 \
                 in from the left, 2 3/8 in from the bottom: as Lob (Letter envelopes) states them for \
                 its standard outer envelope.",
            )
        }
    }

    /// 3 7/8 by 8 7/8 in with a window for each address.
    pub fn number_9_double() -> Self {
        Self {
            sender: Some(window(312, 2_500, 3_500, 875)),
            ..envelope(
                "#9 double window",
                8_875,
                3_875,
                window(750, 750, 3_625, 1_125),
                "Windows 1 1/8 x 3 5/8 in, 3/4 in from the left, 3/4 in from the bottom, and 7/8 x 3 1/2 \
                 in, 5/16 in from the left, 2 1/2 in from the bottom: the measures that the KOMA-Script \
                 guide gives for US commercial #9 double window. Makers differ; measure yours.",
            )
        }
    }

    /// 3 7/8 by 8 7/8 in with one window: the return slip comes back in it.
    pub fn number_9_reply() -> Self {
        envelope(
            "#9 reply, single window",
            8_875,
            3_875,
            window(875, 500, 4_500, 1_125),
            "Window 1 1/8 x 4 1/2 in, 7/8 in from the left, 1/2 in from the bottom: the makers' \
             standard for commercial envelopes, as BusinessEnvelopes states it. Tension cuts #9 windows \
             to order; measure yours.",
        )
    }

    /// Those that statements go out in.
    pub fn shipped() -> Vec<Self> {
        vec![
            Self::number_10(),
            Self::number_10_double(),
            Self::number_9_double(),
        ]
    }

    /// Those that the return slip comes back in.
    pub fn shipped_reply() -> Vec<Self> {
        vec![Self::number_9_reply()]
    }
}
