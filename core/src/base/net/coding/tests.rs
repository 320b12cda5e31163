use std::io::Write;

use super::*;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn a_coding_is_undone_and_a_bomb_is_not() {
    let text = "嵩明".repeat(1000).into_bytes();
    assert_eq!(decode(None, text.clone(), 10).unwrap(), text);
    assert_eq!(decode(Some("gzip"), gzip(&text), 1 << 20).unwrap(), text);
    assert_eq!(decode(Some("zstd"), zstd::encode_all(&*text, 3).unwrap(), 1 << 20).unwrap(), text);
    let bomb = gzip(&vec![0; 3 << 20]);
    assert!(bomb.len() < 8192);
    assert_eq!(*decode(Some("gzip"), bomb, 1 << 20).unwrap_err().fault(), Fault::TooLarge(1 << 20));
}

#[test]
fn a_coding_that_lies_is_a_fault_of_its_own() {
    let text = "嵩明".repeat(1000).into_bytes();
    let whole = gzip(&text);
    let cut = whole[..whole.len() / 2].to_vec();
    assert_eq!(*decode(Some("gzip"), cut, 1 << 20).unwrap_err().fault(), Fault::Cut);
    for (coding, bytes) in [
        ("gzip", text.clone()),
        ("zstd", text.clone()),
        ("br", vec![0xff; 64]),
        ("gzip, gzip", gzip(&whole)),
        ("rot13", text),
    ] {
        assert_eq!(*decode(Some(coding), bytes, 1 << 20).unwrap_err().fault(), Fault::WrongCoding, "{coding}");
    }
}
