use std::io::Write;

use super::*;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn bodies_are_decoded_and_a_bomb_is_refused() {
    let text = "嵩明".repeat(1000).into_bytes();
    assert_eq!(decode(None, text.clone(), 10).unwrap(), text);
    assert_eq!(decode(Some("gzip"), gzip(&text), 1 << 20).unwrap(), text);
    assert_eq!(decode(Some("zstd"), zstd::encode_all(&*text, 3).unwrap(), 1 << 20).unwrap(), text);
    let bomb = gzip(&vec![0; 3 << 20]);
    assert!(bomb.len() < 8192);
    let Err(Fault::TooLarge(limit)) = decode(Some("gzip"), bomb, 1 << 20) else { panic!("too large") };
    assert_eq!(limit, 1 << 20);
}

#[test]
fn a_truncated_body_is_a_lost_connection_and_wrong_data_are_a_wrong_encoding() {
    let text = "嵩明".repeat(1000).into_bytes();
    let whole = gzip(&text);
    let truncated = whole[..whole.len() / 2].to_vec();
    assert!(matches!(decode(Some("gzip"), truncated, 1 << 20), Err(Fault::ConnectionLost(_))));
    for (encoding, bytes) in [
        ("gzip", text.clone()),
        ("zstd", text.clone()),
        ("br", vec![0xff; 64]),
        ("gzip, gzip", gzip(&whole)),
        ("rot13", text),
    ] {
        assert!(matches!(decode(Some(encoding), bytes, 1 << 20), Err(Fault::WrongEncoding(_))), "{encoding}");
    }
}
