//! What the address of a picture says: whether it shows an author, how wide it is, and whether two addresses are the same
//! picture in two sizes.

/// Hosts and folders of the pictures of accounts.
const AVATAR_HOSTS: [&str; 4] = ["gravatar.com", "cravatar.cn", "cravatar.com", "qlogo.cn"];
const AVATAR_FOLDERS: [&str; 9] =
    ["avatar", "avatars", "gravatar", "headimg", "headimgs", "user_avatar", "useravatar", "userface", "touxiang"];

/// Query parameters that say how a picture is delivered, not which one it is.
const DELIVERY: [&str; 27] = [
    "auto",
    "crop",
    "dpr",
    "fit",
    "fm",
    "format",
    "h",
    "height",
    "image_process",
    "imageslim",
    "ixlib",
    "mode",
    "optimize",
    "q",
    "quality",
    "resize",
    "scale",
    "ssl",
    "strip",
    "tp",
    "usepicprefetch",
    "w",
    "width",
    "wx_lazy",
    "wxfrom",
    "x-image-process",
    "x-oss-process",
];

/// What the name of a picture's file ends with. A file with another ending (`pic.php`) is a program, and its query tells which
/// picture it shows.
const PICTURE_ENDINGS: [&str; 10] =
    [".jpg", ".jpeg", ".png", ".gif", ".webp", ".bmp", ".avif", ".heic", ".jfif", ".image"];

/// Words in the name of a small version.
const SMALL_WORDS: [&str; 13] = [
    "thumb",
    "thumbs",
    "thumbnail",
    "thumbnails",
    "small",
    "mini",
    "tiny",
    "preview",
    "lqip",
    "blur",
    "icon",
    "placeholder",
    "micro",
];

/// Words in the name of a large version.
const LARGE_WORDS: [&str; 7] = ["big", "large", "full", "origin", "original", "middle", "medium"];

/// Whether the address is that of the picture of an account.
pub(crate) fn is_avatar(address: &str) -> bool {
    let parts = Parts::of(address);
    let on = |site: &str| parts.host.strip_suffix(site).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    let (folders, file) = parts.path.rsplit_once('/').unwrap_or(("", parts.path));
    AVATAR_HOSTS.into_iter().any(on)
        || folders.split('/').any(|folder| AVATAR_FOLDERS.iter().any(|word| folder.eq_ignore_ascii_case(word)))
        || has_word(file, &["avatar", "gravatar", "headimg", "touxiang"])
}

/// Whether two addresses are the same picture, perhaps in two sizes.
pub(crate) fn same_picture(one: &str, other: &str) -> bool {
    one == other || key(one) == key(other)
}

/// The address without what says how large the picture is delivered. For comparison only.
pub(crate) fn key(address: &str) -> String {
    let parts = Parts::of(address);
    let mut key = parts.host.to_ascii_lowercase();
    let (folders, file) = parts.path.rsplit_once('/').unwrap_or(("", parts.path));
    let file = without_style(file);
    let wechat = key.ends_with("qpic.cn");
    let sina = key.ends_with("sinaimg.cn");
    for folder in folders.split('/').filter(|folder| !folder.is_empty()) {
        // Sina's folders are sizes: large, mw690, orj360.
        if !sina {
            key.push('/');
            key.push_str(folder);
        }
    }
    key.push('/');
    // WeChat's addresses end with the width; 0 is the original.
    if !(wechat && file.bytes().all(|b| b.is_ascii_digit())) {
        let (stem, extension) = file.rsplit_once('.').unwrap_or((file, ""));
        let stem = without_dimensions(stem);
        // The name that WordPress gives the picture that it shows instead of a very large original.
        key.push_str(stem.strip_suffix("-scaled").unwrap_or(stem));
        key.push('.');
        key.push_str(extension);
    }
    let mut query: Vec<&str> =
        parts.query.split('&').filter(|pair| !pair.is_empty() && !is_delivery(pair, file, wechat)).collect();
    query.sort_unstable();
    for pair in query {
        key.push('&');
        key.push_str(pair);
    }
    key
}

/// Whether the first address is that of a smaller version of a picture than the second, as far as the addresses say. Two
/// pictures, such as one and the placeholder in its place, are never versions of each other.
pub(crate) fn is_smaller(address: &str, other: &str) -> bool {
    let is_one = same_picture(address, other);
    if is_one {
        match (width(address), width(other)) {
            (Some(width), Some(other)) => return width < other,
            // A picture of which a small width is stated, beside the picture itself.
            (Some(width), None) => return width < 640,
            (None, Some(width)) if width < 640 => return false,
            _ => {}
        }
    }
    if let Some((number, other)) = differing_number(address, other) {
        return number < other;
    }
    let is_small = |address: &str| has_word(Parts::of(address).path, &SMALL_WORDS);
    (is_one || name(address).eq(name(other))) && is_small(address) && !is_small(other)
}

/// The parts of a file's name that are the same in all versions of it: not `thumb`, and not its ending.
fn name(address: &str) -> impl Iterator<Item = &str> {
    let file = without_style(Parts::of(address).path.rsplit('/').next().unwrap_or_default());
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let is_kept = |part: &&str| {
        let is_size = |word: &&str| part.eq_ignore_ascii_case(word);
        !part.is_empty() && !SMALL_WORDS.iter().chain(&LARGE_WORDS).any(is_size)
    };
    stem.split(['-', '_', '.']).filter(is_kept)
}

/// The name of a file without the style that a host of pictures appends to it: `a.jpg!thumb`, `a.jpg@640w.webp`,
/// `a~tplv-noop.image`. Without an ending before it, the sign may be part of the name: `DSC~1.jpg`, `@zhang.jpg`.
fn without_style(file: &str) -> &str {
    let is_style = |at: usize| {
        let (before, style) = file.split_at(at);
        let is_named = before.contains('.') || !style.contains('.');
        at > 0 && (is_named || style.starts_with("~tplv") || style.starts_with("~noop"))
    };
    let mut signs = file.match_indices(['!', '@', '~']).map(|(at, _)| at);
    signs.find(|at| is_style(*at)).map_or(file, |at| &file[..at])
}

/// The width in pixels that an address states.
pub(crate) fn width(address: &str) -> Option<u32> {
    let parts = Parts::of(address);
    let number = |text: &str| -> Option<u32> {
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        text[..digits].parse().ok().filter(|width| (8..=20_000).contains(width))
    };
    for pair in parts.query.split('&') {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let found = match name.to_ascii_lowercase().as_str() {
            "w" | "width" => number(value),
            "resize" | "fit" => number(value),
            "x-oss-process" | "x-image-process" => value.split_once("w_").and_then(|(_, width)| number(width)),
            // imageView2/2/w/640 and imageMogr2/thumbnail/640x.
            name if name.starts_with("imageview2") => name.split_once("/w/").and_then(|(_, width)| number(width)),
            name if name.starts_with("imagemogr2") => {
                name.split_once("thumbnail/").and_then(|(_, width)| number(width))
            }
            _ => None,
        };
        if found.is_some() {
            return found;
        }
    }
    let file = parts.path.rsplit('/').next().unwrap_or_default();
    if let Some((_, style)) = file.split_once(['@', '!'])
        && let Some(width) = number(style)
    {
        return Some(width);
    }
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let dimensions = &stem[without_dimensions(stem).len()..];
    number(dimensions.trim_start_matches(['-', '_']))
}

/// The name of a file without the dimensions at its end: `open-1024x768`.
fn without_dimensions(stem: &str) -> &str {
    let Some(at) = stem.rfind(['-', '_']) else { return stem };
    let is_dimensions = stem[at + 1..].split_once(['x', 'X']).is_some_and(|(width, height)| {
        let is_side = |side: &str| (2..=5).contains(&side.len()) && side.bytes().all(|b| b.is_ascii_digit());
        is_side(width) && is_side(height)
    });
    if is_dimensions && at > 0 { &stem[..at] } else { stem }
}

/// The numbers in which alone two addresses differ, if they can be widths. That number is part of a name (`photo-120.jpg`) or a
/// folder: a name that is a number only is that of another picture, and so is another number in the query.
fn differing_number(one: &str, other: &str) -> Option<(u32, u32)> {
    let shared = one.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count();
    let start = one.as_bytes()[..shared].iter().rposition(|b| !b.is_ascii_digit()).map_or(0, |at| at + 1);
    let before = one.get(..start).filter(|before| !before.contains('?'))?;
    let is_name = before.ends_with('/');
    let number = |text: &str| {
        let digits = text.as_bytes()[start..].iter().take_while(|b| b.is_ascii_digit()).count();
        let rest = text.get(start + digits..)?;
        let value: u32 = text.get(start..start + digits).filter(|digits| !digits.starts_with('0'))?.parse().ok()?;
        // Widths are round numbers; numbers of pictures need not be.
        let is_side = (48..=8_192).contains(&value) && (value.is_multiple_of(10) || value.is_multiple_of(8));
        (is_side && (!is_name || rest.starts_with('/'))).then(|| (value, rest.to_owned()))
    };
    let ((one, one_rest), (other, other_rest)) = (number(one)?, number(other)?);
    (one_rest == other_rest).then_some((one, other))
}

fn is_delivery(pair: &str, file: &str, wechat: bool) -> bool {
    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
    let name = name.to_ascii_lowercase();
    let ends_with = |ending: &&str| {
        let at = file.len().checked_sub(ending.len());
        at.and_then(|at| file.get(at..)).is_some_and(|end| end.eq_ignore_ascii_case(ending))
    };
    // Without the name of a picture the parameters may be all that tells pictures apart.
    let named = PICTURE_ENDINGS.iter().any(ends_with);
    if !named && file.contains('.') {
        return matches!(name.as_str(), "w" | "h" | "width" | "height" | "quality" | "resize")
            && value.starts_with(|c: char| c.is_ascii_digit());
    }
    name.starts_with("imageview2")
        || name.starts_with("imagemogr2")
        || name.starts_with("imageslim")
        || DELIVERY.binary_search(&name.as_str()).is_ok()
        || (named && matches!(name.as_str(), "s" | "size" | "sz" | "v"))
        || ((named || wechat) && name == "from")
        || name == "wx_fmt"
}

fn has_word(text: &str, words: &[&str]) -> bool {
    text.split(|c: char| !c.is_ascii_alphabetic())
        .any(|found| words.iter().any(|word| found.eq_ignore_ascii_case(word)))
}

/// The parts of an absolute address.
struct Parts<'a> {
    host: &'a str,
    path: &'a str,
    query: &'a str,
}

impl<'a> Parts<'a> {
    fn of(address: &'a str) -> Self {
        let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
        let rest = rest.split('#').next().unwrap_or_default();
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (host, path) = match rest.find('/') {
            Some(at) => rest.split_at(at),
            None => (rest, ""),
        };
        // WordPress shows the pictures of other hosts too: `i0.wp.com/q.example/a.jpg`.
        let shown = matches!(host, "i0.wp.com" | "i1.wp.com" | "i2.wp.com" | "i3.wp.com")
            .then(|| path.get(1..).and_then(|path| Some(path.split_at(path.find('/')?))))
            .flatten();
        let (host, path) = shown.unwrap_or((host, path));
        Self { host, path, query }
    }
}

#[cfg(test)]
mod tests;
