//! Builders of HEIC and of videos: boxes with a made-up picture, which nothing here decodes.

pub(super) const PIXELS: &[u8] = b"<coded picture, which nobody reads or changes>";

pub(super) fn boxed(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    [&(content.len() as u32 + 8).to_be_bytes()[..], kind, content].concat()
}

/// With a size of 64 bits.
pub(super) fn long_boxed(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    [&[0, 0, 0, 1], &kind[..], &(content.len() as u64 + 16).to_be_bytes(), content].concat()
}

pub(super) fn full_boxed(kind: &[u8; 4], version: u8, content: &[u8]) -> Vec<u8> {
    boxed(kind, &[&[version, 0, 0, 0], content].concat())
}

fn number(number: u64, bytes: usize) -> Vec<u8> {
    number.to_be_bytes()[8 - bytes..].to_vec()
}

/// How the table of places is written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Table {
    pub(super) version: u8,
    /// Bytes of offsets and lengths.
    pub(super) width: usize,
    pub(super) base: usize,
    /// Whether metadata is in the box `idat`.
    pub(super) inline: bool,
    /// Whether an item of metadata is in two pieces.
    pub(super) split: bool,
}

pub(super) const TABLE: Table = Table { version: 0, width: 4, base: 0, inline: false, split: false };

pub(super) fn tables() -> Vec<Table> {
    let mut tables = Vec::new();
    for version in 0..=2 {
        for (width, base) in [(4, 0), (4, 4), (8, 0), (8, 8)] {
            for split in [false, true] {
                tables.push(Table { version, width, base, inline: false, split });
                if version > 0 {
                    tables.push(Table { version, width, base, inline: true, split });
                }
            }
        }
    }
    tables
}

fn profile() -> Vec<u8> {
    boxed(b"colr", b"prof<colour profile>")
}

/// A HEIC with these items besides its picture, turned by 90°.
pub(super) fn heic(table: Table, exif: Option<&[u8]>, packet: Option<&str>, behind: &[Vec<u8>]) -> Vec<u8> {
    let exif = exif.map(|tiff| [b"\0\0\0\x06Exif\0\0", tiff].concat());
    let mut items: Vec<(u64, Vec<u8>, &[u8])> = vec![(1, b"hvc1\0".to_vec(), PIXELS)];
    items.extend(exif.as_deref().map(|exif| (2, b"Exif\0".to_vec(), exif)));
    items.extend(packet.map(|packet| (3, b"mime\0application/rdf+xml\0".to_vec(), packet.as_bytes())));
    let ids = if table.version == 2 { 4 } else { 2 };
    let entry_version = if table.version == 2 { 3 } else { 2 };
    let entries: Vec<Vec<u8>> = items
        .iter()
        .map(|(id, kind, _)| full_boxed(b"infe", entry_version, &[&number(*id, ids)[..], &[0, 0], kind].concat()))
        .collect();
    let information = full_boxed(b"iinf", 0, &[&number(items.len() as u64, 2)[..], &entries.concat()].concat());
    let is_inline = |id: u64| table.inline && id > 1;
    let content = |inline: bool| {
        items.iter().filter(|item| is_inline(item.0) == inline).map(|item| item.2).collect::<Vec<_>>().concat()
    };
    let (inline, data) = (content(true), content(false));

    let table_of = |data_at: u64| {
        let mut places =
            [&[(table.width * 17) as u8, (table.base * 16) as u8], &number(items.len() as u64, ids)[..]].concat();
        let mut next = [data_at, 0];
        for (id, _, content) in &items {
            let start = &mut next[usize::from(is_inline(*id))];
            places.extend(number(*id, ids));
            if table.version > 0 {
                places.extend(number(is_inline(*id).into(), 2));
            }
            places.extend([0, 0]);
            let base = if table.base > 0 { *start } else { 0 };
            places.extend(number(base, table.base));
            let cut = if table.split && *id > 1 { content.len() / 3 } else { content.len() };
            let extents: Vec<(u64, u64)> = [(0, cut as u64), (cut as u64, (content.len() - cut) as u64)]
                .into_iter()
                .filter(|(_, length)| *length > 0)
                .collect();
            places.extend(number(extents.len() as u64, 2));
            for (offset, length) in extents {
                places.extend(number(*start - base + offset, table.width));
                places.extend(number(length, table.width));
            }
            *start += content.len() as u64;
        }
        full_boxed(b"iloc", table.version, &places)
    };
    let properties =
        [full_boxed(b"ispe", 0, &[number(64, 4), number(48, 4)].concat()), boxed(b"irot", &[3]), profile()];
    let associations = [&number(1, 4)[..], &number(1, 2), &[3, 1, 0x82, 3]].concat();
    let start = |data_at: u64| {
        let meta = [
            full_boxed(b"hdlr", 0, b"\0\0\0\0pict\0\0\0\0\0\0\0\0\0\0\0\0HUAWEI\0"),
            full_boxed(b"pitm", 0, &number(1, 2)),
            information.clone(),
            table_of(data_at),
            boxed(b"iprp", &[boxed(b"ipco", &properties.concat()), full_boxed(b"ipma", 0, &associations)].concat()),
            boxed(b"idat", &inline),
        ];
        [boxed(b"ftyp", b"heic\0\0\0\0mif1heic"), full_boxed(b"meta", 0, &meta.concat())].concat()
    };
    let data_at = start(0).len() as u64 + 8;
    [start(data_at), boxed(b"mdat", &data), behind.concat()].concat()
}

/// What a video has besides its picture.
#[derive(Clone, Default)]
pub(super) struct Video {
    pub(super) quicktime: bool,
    /// Whether the tables stand behind the samples.
    pub(super) late: bool,
    /// Boxes of `moov.udta`, of the picture's `udta`, and of the file.
    pub(super) user_data: Vec<Vec<u8>>,
    pub(super) track_data: Vec<Vec<u8>>,
    pub(super) file: Vec<Vec<u8>>,
    /// Whether a track has positions.
    pub(super) telemetry: bool,
}

const TELEMETRY: &[&[u8]] = &[b"+25.3042+103.0421", b"HUAWEI", b"25,18.2533N 2026:11:29"];

/// A track; `samples`: the position and the length of each chunk, which has one sample.
fn track(handler: &[u8; 4], samples: &[(u64, usize)], more: &[Vec<u8>]) -> Vec<u8> {
    let dates = [0xe5, 0x41, 0x80, 0x01].repeat(2);
    let matrix = [0_u32, 0x1_0000, 0, 0xffff_0000, 0, 0, 0, 0, 0x4000_0000].map(u32::to_be_bytes).concat();
    let header = [&dates[..], &number(1, 4), &[0; 24], &matrix, &number(640 << 16, 4), &number(360 << 16, 4)].concat();
    let mut entry = [&[0; 6][..], &[0, 1], &[0; 4], b"HUAW"].concat();
    entry.resize(42, 0);
    entry.extend(b"\x07Dashcam");
    entry.resize(78, 0);
    let sizes = samples.iter().map(|(_, length)| number(*length as u64, 4)).collect::<Vec<_>>().concat();
    let places = samples.iter().map(|(at, _)| number(*at, 4)).collect::<Vec<_>>().concat();
    let count = number(samples.len() as u64, 4);
    let tables = [
        full_boxed(b"stsd", 0, &[number(1, 4), boxed(b"avc1", &entry)].concat()),
        full_boxed(b"stsc", 0, &[1, 1, 1, 1].map(|part| number(part, 4)).concat()),
        full_boxed(b"stsz", 0, &[&[0; 4], &count[..], &sizes].concat()),
        full_boxed(b"stco", 0, &[&count[..], &places].concat()),
    ];
    let references = full_boxed(b"dref", 0, &[&number(1, 4)[..], &boxed(b"url ", &[0, 0, 0, 1])].concat());
    let information = [full_boxed(b"vmhd", 0, &[0; 8]), boxed(b"dinf", &references), boxed(b"stbl", &tables.concat())];
    let media = [
        full_boxed(b"mdhd", 0, &[&dates[..], &number(1000, 4), &number(1000, 4), &[0x55, 0xc4, 0, 0]].concat()),
        full_boxed(b"hdlr", 0, &[b"\0\0\0\0", &handler[..], b"HUAW\0\0\0\0\0\0\0\0Dashcam\0"].concat()),
        boxed(b"minf", &information.concat()),
    ];
    boxed(b"trak", &[full_boxed(b"tkhd", 0, &header), boxed(b"mdia", &media.concat()), more.concat()].concat())
}

/// A video and the range of its picture in it. The picture is turned by 90°.
pub(super) fn video(spec: &Video) -> (Vec<u8>, std::ops::Range<usize>) {
    let brand = if spec.quicktime { b"qt  \0\0\0\0qt  " } else { b"isom\0\0\0\0mp42" };
    let start = boxed(b"ftyp", brand);
    let dates = [0xe5, 0x41, 0x80, 0x01].repeat(2);
    let movie = |data_at: u64| {
        // QuickTime has its own form of `meta` beside the user data, not in it.
        let split = |boxes: &[Vec<u8>]| -> (Vec<Vec<u8>>, Vec<Vec<u8>>) {
            boxes.iter().cloned().partition(|child| child.get(12..16) == Some(b"hdlr"))
        };
        let (mut beside, inside) = split(&spec.track_data);
        beside.push(boxed(b"udta", &inside.concat()));
        let mut tracks = vec![track(b"vide", &[(data_at, PIXELS.len())], &beside)];
        if spec.telemetry {
            let mut at = data_at + PIXELS.len() as u64;
            let samples: Vec<(u64, usize)> = TELEMETRY
                .iter()
                .map(|sample| {
                    at += sample.len() as u64;
                    (at - sample.len() as u64, sample.len())
                })
                .collect();
            tracks.push(track(b"meta", &samples, &[]));
        }
        let header = [&dates[..], &number(1000, 4), &number(1000, 4), &[0; 76], &number(2, 4)].concat();
        let (beside, inside) = split(&spec.user_data);
        let mut user_data = inside.concat();
        if spec.quicktime {
            user_data.extend([0; 4]);
        }
        boxed(
            b"moov",
            &[full_boxed(b"mvhd", 0, &header), tracks.concat(), beside.concat(), boxed(b"udta", &user_data)].concat(),
        )
    };
    let telemetry = if spec.telemetry { TELEMETRY.concat() } else { Vec::new() };
    let data = [PIXELS, &telemetry].concat();
    let data = if spec.late { long_boxed(b"mdat", &data) } else { boxed(b"mdat", &data) };
    let header = if spec.late { 16 } else { 8 };
    let before = if spec.late { start.len() } else { start.len() + movie(0).len() };
    let at = before + header;
    let movie = movie(at as u64);
    let parts = if spec.late { [start, data, movie] } else { [start, movie, data] };
    ([parts.concat(), spec.file.concat()].concat(), at..at + PIXELS.len())
}

/// A `meta` box with keys and values.
pub(super) fn keyed(quicktime: bool, items: &[(&str, &str)]) -> Vec<u8> {
    let keys: Vec<Vec<u8>> = items.iter().map(|(key, _)| boxed(b"mdta", key.as_bytes())).collect();
    let values: Vec<Vec<u8>> = (1_u32..)
        .zip(items)
        .map(|(index, (_, value))| {
            boxed(&index.to_be_bytes(), &boxed(b"data", &[&[0, 0, 0, 1, 0, 0, 0, 0], value.as_bytes()].concat()))
        })
        .collect();
    let content = [
        full_boxed(b"hdlr", 0, b"\0\0\0\0mdta\0\0\0\0\0\0\0\0\0\0\0\0\0"),
        full_boxed(b"keys", 0, &[number(keys.len() as u64, 4), keys.concat()].concat()),
        boxed(b"ilst", &values.concat()),
    ]
    .concat();
    if quicktime { boxed(b"meta", &content) } else { full_boxed(b"meta", 0, &content) }
}

/// A `meta` box as iTunes writes it.
pub(super) fn listed(items: &[Vec<u8>]) -> Vec<u8> {
    let handler = full_boxed(b"hdlr", 0, b"\0\0\0\0mdirappl\0\0\0\0\0\0\0\0\0");
    full_boxed(b"meta", 0, &[handler, boxed(b"ilst", &items.concat())].concat())
}

pub(super) fn text_item(kind: &[u8; 4], value: &str) -> Vec<u8> {
    boxed(kind, &boxed(b"data", &[&[0, 0, 0, 1, 0, 0, 0, 0], value.as_bytes()].concat()))
}

/// An item with a key of one's own.
pub(super) fn own_item(name: &str, value: &str) -> Vec<u8> {
    let parts = [
        full_boxed(b"mean", 0, b"com.apple.iTunes"),
        full_boxed(b"name", 0, name.as_bytes()),
        boxed(b"data", &[&[0, 0, 0, 1, 0, 0, 0, 0], value.as_bytes()].concat()),
    ];
    boxed(b"----", &parts.concat())
}

pub(super) fn uuid(identity: &str, content: &[u8]) -> Vec<u8> {
    let identity = u128::from_str_radix(&identity.replace('-', ""), 16).unwrap().to_be_bytes();
    boxed(b"uuid", &[&identity, content].concat())
}

pub(super) fn xmp_uuid(packet: &str) -> Vec<u8> {
    uuid("be7acfcb-97a9-42e8-9c71-999491e3afac", packet.as_bytes())
}
