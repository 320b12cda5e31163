//! From the components of a JPEG to RGB.

use super::markers::Header;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ColourSpace {
    Rgb,
    YCbCr,
    /// Four inks. All programs store them inverted, as Adobe's do: 255 is no ink.
    Cmyk,
    /// The same, with three of them transformed as in [`ColourSpace::YCbCr`].
    Ycck,
}

impl ColourSpace {
    pub(super) fn of(header: &Header) -> Self {
        match (header.frame.components.len(), header.adobe) {
            (4, Some(2)) => Self::Ycck,
            (4, _) => Self::Cmyk,
            (_, Some(0)) => Self::Rgb,
            (_, None) if !header.is_jfif && header.has_ids(b"RGB") => Self::Rgb,
            _ => Self::YCbCr,
        }
    }

    /// RGB of a pixel's components. The fourth one counts for inks only.
    pub(super) fn rgb(self, samples: [u8; 4]) -> [u8; 3] {
        let [one, two, three, key] = samples;
        match self {
            Self::Rgb => [one, two, three],
            Self::YCbCr => from_ycbcr(one, two, three),
            Self::Cmyk => [one, two, three].map(|ink| multiply(ink, key)),
            Self::Ycck => from_ycbcr(one, two, three).map(|ink| multiply(u8::MAX - ink, key)),
        }
    }
}

fn multiply(one: u8, other: u8) -> u8 {
    ((u32::from(one) * u32::from(other) + 127) / 255) as u8
}

/// The conversion of JFIF, with 16 bits after the point.
fn from_ycbcr(luma: u8, blue: u8, red: u8) -> [u8; 3] {
    let luma = (i32::from(luma) << 16) + (1 << 15);
    let (blue, red) = (i32::from(blue) - 128, i32::from(red) - 128);
    let clamp = |value: i32| (value >> 16).clamp(0, 255) as u8;
    [clamp(luma + 91_881 * red), clamp(luma - 22_554 * blue - 46_802 * red), clamp(luma + 116_130 * blue)]
}
