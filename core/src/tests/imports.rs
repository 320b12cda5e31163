//! The imports between the modules of this crate, read from its source files: use declarations and paths in the code.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// A path of a module or of a name in one, without the leading `crate`.
pub(super) type ModulePath = Vec<String>;

/// The source files of a crate.
pub(super) struct SourceTree {
    files: BTreeMap<ModulePath, SourceFile>,
}

/// One source file, as far as imports are concerned.
pub(super) struct SourceFile {
    /// Relative to `src`.
    pub(super) path: String,
    module: ModulePath,
    /// The modules that it declares, each with whether it is compiled for tests only.
    children: BTreeMap<String, bool>,
    uses: Vec<Use>,
    /// The paths of two or more segments outside of use declarations, as they are written.
    paths: BTreeSet<Vec<String>>,
}

/// One name that a use declaration brings into a module; `*` for a glob.
struct Use {
    name: String,
    path: Vec<String>,
    /// Whether the declaration has a visibility.
    reexport: bool,
}

/// The source files of this crate: paths relative to `src`, and texts.
pub(super) fn read_sources() -> Vec<(String, String)> {
    fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                collect(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    collect(&root, &mut files);
    let read = |file: PathBuf| {
        let inside: Vec<_> = file.strip_prefix(&root).unwrap().iter().map(|part| part.to_str().unwrap()).collect();
        (inside.join("/"), fs::read_to_string(&file).unwrap())
    };
    files.into_iter().map(read).collect()
}

impl SourceTree {
    /// Parses source files, each a path relative to `src` and a text.
    pub(super) fn new<P: AsRef<str>, T: AsRef<str>>(sources: &[(P, T)]) -> Self {
        let files = sources.iter().map(|(path, text)| SourceFile::parse(path.as_ref(), text.as_ref()));
        Self { files: files.map(|file| (file.module.clone(), file)).collect() }
    }

    pub(super) fn files(&self) -> impl Iterator<Item = &SourceFile> {
        self.files.values()
    }

    /// Whether a file is compiled for tests only.
    pub(super) fn is_test(&self, file: &SourceFile) -> bool {
        (0..file.module.len()).any(|depth| {
            let (parent, child) = (&file.module[..depth], &file.module[depth]);
            child == "tests" || self.files.get(parent).is_some_and(|parent| parent.children.get(child) == Some(&true))
        })
    }

    /// The modules and names that a file imports or names in a path. The re-exports of a `mod.rs` or of the crate's root
    /// are left out: they import nothing for the file itself.
    pub(super) fn imports(&self, file: &SourceFile) -> BTreeSet<ModulePath> {
        let root = file.path.ends_with("mod.rs") || file.path == "lib.rs";
        let uses = file.uses.iter().filter(|one| !(root && one.reexport));
        let used = uses.filter_map(|one| file.absolute_use(one));
        used.chain(file.paths.iter().filter_map(|path| file.absolute(path))).collect()
    }

    /// The path of the file that defines what a path names, through any number of re-exports; `None` for a module.
    pub(super) fn definition(&self, path: &[String]) -> Option<&str> {
        self.define(path, 0)
    }

    fn define(&self, path: &[String], depth: usize) -> Option<&str> {
        assert!(depth < 20, "{path:?} is re-exported in a circle");
        let inside = (0..=path.len()).rev().find(|&end| self.files.contains_key(&path[..end]))?;
        let file = &self.files[&path[..inside]];
        // A module and a function of its parent may have the same name.
        let (file, rest) = match path.get(inside) {
            Some(_) => (file, &path[inside..]),
            None => (self.files.get(&path[..inside.checked_sub(1)?])?, &path[inside - 1..]),
        };
        match file.uses.iter().find(|one| one.name == rest[0]).and_then(|one| file.absolute_use(one)) {
            Some(target) => self.define(&[target.as_slice(), &rest[1..]].concat(), depth + 1),
            None if file.children.contains_key(&rest[0]) => None,
            None => Some(&file.path),
        }
    }
}

impl SourceFile {
    fn parse(path: &str, text: &str) -> Self {
        let mut module: ModulePath = path.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
        if module.last().is_some_and(|last| last == "mod") || module == ["lib"] {
            module.pop();
        }
        let mut file =
            Self { path: path.to_owned(), module, children: BTreeMap::new(), uses: Vec::new(), paths: BTreeSet::new() };
        let tokens = tokens(text);
        let token = |at: usize| tokens.get(at).map_or("", String::as_str);
        let mut at = 0;
        while at < tokens.len() {
            let before = &tokens[..at];
            match token(at) {
                "use" if token(at + 1) != "<" => {
                    let reexport = before_visibility(before).len() < before.len();
                    at = parse_use(&tokens, at + 1, &[], reexport, &mut file.uses);
                }
                "mod" if token(at + 2) == ";" => {
                    let test = before_visibility(before)
                        .ends_with(&["#", "[", "cfg", "(", "test", ")", "]"].map(str::to_owned));
                    file.children.insert(token(at + 1).to_owned(), test);
                    at += 2;
                }
                first if is_word(first) && token(at + 1) == "::" => {
                    let mut path = vec![first.to_owned()];
                    while token(at + 1) == "::" && is_word(token(at + 2)) {
                        path.push(token(at + 2).to_owned());
                        at += 2;
                    }
                    // `$crate` in a macro.
                    if before.last().is_none_or(|last| last != "$") {
                        file.paths.insert(path);
                    }
                    at += 1;
                }
                _ => at += 1,
            }
        }
        file
    }

    /// The path from the crate's root; `None` if it does not lead to a module of this crate.
    fn absolute(&self, path: &[String]) -> Option<ModulePath> {
        if let Some(one) = self.uses.iter().find(|one| one.name == path[0]) {
            return Some([&self.absolute_use(one)?, &path[1..]].concat());
        }
        self.absolute_from_here(path)
    }

    fn absolute_use(&self, one: &Use) -> Option<ModulePath> {
        self.absolute_from_here(&one.path)
    }

    fn absolute_from_here(&self, path: &[String]) -> Option<ModulePath> {
        let mut rest = path;
        let mut base = match rest[0].as_str() {
            "crate" => {
                rest = &rest[1..];
                Vec::new()
            }
            "self" => {
                rest = &rest[1..];
                self.module.clone()
            }
            "super" => self.module.clone(),
            child if self.children.contains_key(child) => self.module.clone(),
            _ => return None,
        };
        while rest.first().is_some_and(|first| first == "super") {
            base.pop();
            rest = &rest[1..];
        }
        base.extend_from_slice(rest);
        Some(base)
    }
}

/// The tokens without a visibility at their end.
fn before_visibility(tokens: &[String]) -> &[String] {
    match tokens {
        [rest @ .., visible] if visible == "pub" => rest,
        [rest @ .., visible, open, _, close] if visible == "pub" && open == "(" && close == ")" => rest,
        _ => tokens,
    }
}

/// Parses a use tree that starts at `at`; returns where it ends.
fn parse_use(tokens: &[String], mut at: usize, prefix: &[String], reexport: bool, uses: &mut Vec<Use>) -> usize {
    let mut path = prefix.to_vec();
    loop {
        match tokens[at].as_str() {
            "{" => {
                at += 1;
                while tokens[at] != "}" {
                    at = parse_use(tokens, at, &path, reexport, uses);
                    if tokens[at] == "," {
                        at += 1;
                    }
                }
                return at + 1;
            }
            "::" => at += 1,
            "as" => {
                uses.push(Use { name: tokens[at + 1].clone(), path, reexport });
                return at + 2;
            }
            "," | "}" | ";" => {
                // `a::{self}` is `a`, and `a::*` stands for the names of `a`.
                let last = path.last().cloned().unwrap_or_default();
                if (last == "self" && path.len() > 1) || last == "*" {
                    path.pop();
                }
                let name = if last == "*" { last } else { path.last().cloned().unwrap_or_default() };
                uses.push(Use { name, path, reexport });
                return at;
            }
            word => {
                path.push(word.to_owned());
                at += 1;
            }
        }
    }
}

fn is_word(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// Words, `::` and single signs of Rust code; without comments, texts and characters.
fn tokens(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let char = |at: usize| chars.get(at).copied().unwrap_or('\0');
    let skip = |mut at: usize, end: &[char]| {
        while at < chars.len() && !chars[at..].starts_with(end) {
            at += 1 + usize::from(end == ['"'] && chars[at] == '\\');
        }
        at + end.len()
    };
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        match (char(at), char(at + 1)) {
            ('/', '/') => at = skip(at, &['\n']),
            ('/', '*') => at = skip(at, &['*', '/']),
            ('"', _) => at = skip(at + 1, &['"']),
            ('r', '"') => at = skip(at + 2, &['"']),
            ('r', '#') if matches!(char(at + 2), '"' | '#') => {
                let signs = chars[at + 1..].iter().take_while(|c| **c == '#').count();
                let end: Vec<char> = std::iter::once('"').chain(std::iter::repeat_n('#', signs)).collect();
                at = skip(at + 2 + signs, &end);
            }
            ('\'', '\\') => at = skip(at + 3, &['\'']),
            ('\'', _) if char(at + 2) == '\'' => at += 3,
            (':', ':') => {
                tokens.push("::".to_owned());
                at += 2;
            }
            (first, _) if first.is_alphanumeric() || first == '_' => {
                let word: String = chars[at..].iter().take_while(|c| c.is_alphanumeric() || **c == '_').collect();
                at += word.chars().count();
                // A prefix of a text: `b"…"`, `c"…"`.
                if !(matches!(word.as_str(), "b" | "c") && char(at) == '"') {
                    tokens.push(word);
                }
            }
            (sign, _) => {
                if !sign.is_whitespace() {
                    tokens.push(sign.to_string());
                }
                at += 1;
            }
        }
    }
    tokens
}
