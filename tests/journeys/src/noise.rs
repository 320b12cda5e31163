//! Photos and videos of noise: no two are equal, and none becomes small.

use std::fs::{self, File};
use std::io::{BufWriter, Cursor, Error, Result, Write};
use std::path::Path;

/// A square PNG.
pub fn photo(seed: u64, side: u32) -> Vec<u8> {
    let mut random = fastrand::Rng::with_seed(seed);
    let picture =
        image::RgbImage::from_fn(side, side, |_, _| image::Rgb([random.u8(..), random.u8(..), random.u8(..)]));
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, image::ImageFormat::Png).expect("a picture");
    bytes.into_inner()
}

/// Writes an MP4 of this many bytes: a short one, and noise that no player looks at.
pub fn write_video(path: &Path, seed: u64, size: u64) -> Result<()> {
    let mut random = fastrand::Rng::with_seed(seed);
    let short = fs::read(songming_publisher::sample_content().join("media/harvest.mp4"))?;
    let mut file = BufWriter::new(File::create(path)?);
    file.write_all(&short)?;
    let rest = size - short.len() as u64;
    file.write_all(&u32::try_from(rest).map_err(Error::other)?.to_be_bytes())?;
    file.write_all(b"mdat")?;
    let mut left = rest - 8;
    let mut piece = vec![0; 64 * 1024];
    while left > 0 {
        random.fill(&mut piece);
        let length = usize::try_from(left).map_or(piece.len(), |left| left.min(piece.len()));
        file.write_all(&piece[..length])?;
        left -= length as u64;
    }
    file.flush()
}
