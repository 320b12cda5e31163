//! Drawn pictures for generated items, each different.

use flate2::write::ZlibEncoder;
use flate2::{Compression, Crc};
use std::io::Write;

const WIDTH: u32 = 320;
const HEIGHT: u32 = 180;

/// A PNG whose colours and stripes depend on a number.
pub(crate) fn png(number: usize) -> Vec<u8> {
    let mut lines = Vec::with_capacity((HEIGHT * (WIDTH * 3 + 1)) as usize);
    let seed = number as u32;
    for y in 0..HEIGHT {
        lines.push(0);
        for x in 0..WIDTH {
            let stripe = ((x + seed * 7) / 24 + (y + seed * 3) / 18) % 3;
            let shade = |base: u32| ((base + stripe * 40 + y / 3) % 256) as u8;
            lines.extend([shade(seed * 37), shade(seed * 59 + 80), shade(seed * 83 + 160)]);
        }
    }
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(&lines).expect("a vector takes everything");
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut header = [WIDTH.to_be_bytes(), HEIGHT.to_be_bytes()].concat();
    header.extend([8, 2, 0, 0, 0]);
    chunk(&mut file, b"IHDR", &header);
    chunk(&mut file, b"IDAT", &packed.finish().expect("a vector takes everything"));
    chunk(&mut file, b"IEND", &[]);
    file
}

fn chunk(file: &mut Vec<u8>, kind: &[u8; 4], data: &[u8]) {
    file.extend((data.len() as u32).to_be_bytes());
    let mut crc = Crc::new();
    crc.update(kind);
    crc.update(data);
    file.extend(kind);
    file.extend(data);
    file.extend(crc.sum().to_be_bytes());
}

#[cfg(test)]
mod tests {
    #[test]
    fn pictures_are_valid_and_differ() {
        let (one, two) = (super::png(1), super::png(2));
        assert_ne!(one, two);
        let size = imagesize::blob_size(&one).unwrap();
        assert_eq!((size.width, size.height), (320, 180));
    }
}
