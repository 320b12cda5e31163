//! Pictures for tests, written without an encoder.

/// A PNG of grey noise; pictures of different seeds differ in every part, and none becomes small.
pub fn noise_picture(seed: u64, side: u32) -> Vec<u8> {
    let mut dice = fastrand::Rng::with_seed(seed);
    let mut rows = Vec::new();
    for _ in 0..side {
        // No filter.
        rows.push(0);
        rows.extend((0..side).map(|_| dice.u8(..)));
    }
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    // Eight bits, grey, no interlacing.
    let header = [&side.to_be_bytes()[..], &side.to_be_bytes(), &[8, 0, 0, 0, 0]].concat();
    for (kind, content) in [(b"IHDR", header), (b"IDAT", stored(&rows)), (b"IEND", Vec::new())] {
        let part = [&kind[..], &content].concat();
        bytes.extend((content.len() as u32).to_be_bytes());
        bytes.extend(&part);
        bytes.extend(crc32(&part).to_be_bytes());
    }
    bytes
}

/// A zlib stream of stored blocks (RFC 1950, 1951).
fn stored(bytes: &[u8]) -> Vec<u8> {
    let mut stream = vec![0x78, 0x01];
    let blocks = bytes.chunks(0xFFFF).collect::<Vec<_>>();
    for (number, block) in blocks.iter().enumerate() {
        let length = block.len() as u16;
        stream.push(u8::from(number + 1 == blocks.len()));
        stream.extend(length.to_le_bytes());
        stream.extend((!length).to_le_bytes());
        stream.extend(*block);
    }
    let (mut low, mut high) = (1_u32, 0_u32);
    for byte in bytes {
        low = (low + u32::from(*byte)) % 65_521;
        high = (high + low) % 65_521;
    }
    stream.extend((high << 16 | low).to_be_bytes());
    stream
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0_u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xEDB8_8320 & (crc & 1).wrapping_neg()))
    })
}
