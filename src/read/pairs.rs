//! Which files make a document pair: two files, two folders, one folder, a manifest.
//!
//! Files belong together when their names are the same once extension and language suffix are
//! taken off: `x.ar.txt` with `x.en.txt`, `x_AR.txt` with `x_EN.txt`, `x.ar` with `x.en`.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use crate::error::{Error, ErrorKind, Result, shown};
use crate::text::language::Language;

/// Two files that translate each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilePair {
    /// Common name, used for output files.
    pub name: String,
    /// The source side.
    pub source: PathBuf,
    /// The target side.
    pub target: PathBuf,
}

/// Pairs that were found, and files that have no partner.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pairs {
    /// The pairs, by name.
    pub pairs: Vec<FilePair>,
    /// Files without a partner.
    pub unpaired: Vec<PathBuf>,
}

/// Extensions of documents, which are no part of their names.
const EXTENSIONS: &[&str] = &[
    "txt", "text", "utf8", "snt", "sent", "lines", "html", "htm", "xhtml", "md", "markdown",
    "docx", "odt", "epub", "srt", "vtt", "csv", "tsv", "tab", "xlsx", "pdf",
];

/// Name of a document: without folder, extension and language suffix.
pub fn stem(path: &Path) -> String {
    split_language(&path.file_name().map(readable).unwrap_or_default()).0
}

/// A file name as text; bytes that are none become `%FF`, so that two names stay two.
fn readable(name: &OsStr) -> String {
    let mut out = String::new();
    for chunk in name.as_encoded_bytes().utf8_chunks() {
        out.push_str(chunk.valid());
        out.extend(chunk.invalid().iter().map(|byte| format!("%{byte:02X}")));
    }
    out
}

/// Name without extension and language suffix, and the language code if there was a suffix.
fn split_language(file_name: &str) -> (String, Option<String>) {
    let mut rest = file_name;
    if let Some((before, extension)) = rest.rsplit_once('.')
        && !before.is_empty()
        && EXTENSIONS.contains(&extension.to_ascii_lowercase().as_str())
    {
        rest = before;
    }
    if let Some(at) = rest.rfind(['.', '_', '-'])
        && at > 0
        && let (before, Some(code)) = (&rest[..at], rest.get(at + 1..))
        && let Some(code) = language_code(code)
    {
        return (before.to_string(), Some(code));
    }
    (rest.to_string(), None)
}

/// The primary code of a suffix such as `ar`, `EN`, `ara`, `english`.
fn language_code(suffix: &str) -> Option<String> {
    let lower = suffix.to_ascii_lowercase();
    let code = match lower.as_str() {
        "ar" | "ara" | "arb" | "arabic" => "ar",
        "en" | "eng" | "english" => "en",
        "de" | "fr" | "es" | "it" | "pt" | "ru" | "zh" | "tr" | "fa" | "ur" | "he" | "nl" => {
            return Some(lower);
        }
        _ => return None,
    };
    Some(code.to_string())
}

/// Pairs of `source` and `target`: both files, or both folders.
///
/// # Errors
/// [`ErrorKind::Usage`] when one is a file and the other a folder, or when two folders have no
/// name in common; [`ErrorKind::Io`] when a folder cannot be read.
pub fn of_two(source: &Path, target: &Path) -> Result<Pairs> {
    let is_folder =
        |path: &Path| std::fs::metadata(path).map(|m| m.is_dir()).map_err(|e| Error::io(path, e));
    match (is_folder(source)?, is_folder(target)?) {
        (false, false) => {
            let pair =
                FilePair { name: stem(source), source: source.into(), target: target.into() };
            Ok(Pairs { pairs: vec![pair], unpaired: Vec::new() })
        }
        (true, true) => {
            let sources = files(source)?.into_iter().map(|f| (f, Side::Source));
            let targets = files(target)?.into_iter().map(|f| (f, Side::Target));
            join(sources.chain(targets), source)
        }
        _ => Err(Error::new(ErrorKind::Usage, "one side is a file, the other a folder")
            .in_file(target)
            .remedy("give two files or two folders")),
    }
}

/// One file that holds both sides.
pub fn of_one(file: &Path) -> Pairs {
    let pair =
        FilePair { name: stem(file), source: file.to_path_buf(), target: file.to_path_buf() };
    Pairs { pairs: vec![pair], unpaired: Vec::new() }
}

/// Pairs inside one folder, told apart by their language suffixes.
///
/// # Errors
/// As [`of_two`].
pub fn of_folder(folder: &Path, source: &Language, target: &Language) -> Result<Pairs> {
    let sided = files(folder)?.into_iter().filter_map(|file| {
        match split_language(&readable(file.file_name()?)).1 {
            Some(code) if code == source.primary() => Some((file, Side::Source)),
            Some(code) if code == target.primary() => Some((file, Side::Target)),
            _ => None,
        }
    });
    join(sided, folder)
}

/// Pairs that a CSV file lists: columns SOURCE, TARGET and perhaps NAME, with or without a header.
///
/// Relative paths count from the folder of the manifest.
///
/// # Errors
/// [`ErrorKind::Format`] with the line for a row of fewer than two columns, [`ErrorKind::Io`].
pub fn of_manifest(manifest: &Path) -> Result<Pairs> {
    let text = std::fs::read(manifest).map_err(|e| Error::io(manifest, e))?;
    let text = super::decode(&text, None).map_err(|e| e.in_file(manifest))?.text;
    let base = manifest.parent().unwrap_or(Path::new(""));
    let delimiter =
        if text.lines().next().is_some_and(|l| l.contains('\t')) { b'\t' } else { b',' };
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let mut pairs = Vec::new();
    for row in reader.records() {
        let row =
            row.map_err(|e| Error::new(ErrorKind::Format, e.to_string()).in_file(manifest))?;
        let line = row.position().map_or(0, |p| p.line());
        let (Some(source), Some(target)) = (row.get(0), row.get(1)) else {
            return Err(Error::new(ErrorKind::Format, "a row needs two columns")
                .in_file(manifest)
                .at_line(line)
                .remedy("write SOURCE,TARGET or SOURCE,TARGET,NAME"));
        };
        if line <= 1
            && source.eq_ignore_ascii_case("source")
            && target.eq_ignore_ascii_case("target")
        {
            continue;
        }
        if source.is_empty() || target.is_empty() {
            return Err(Error::new(ErrorKind::Format, "a path is missing")
                .in_file(manifest)
                .at_line(line)
                .remedy("write SOURCE,TARGET"));
        }
        let source = base.join(source);
        let name =
            row.get(2).filter(|n| !n.is_empty()).map_or_else(|| stem(&source), str::to_string);
        pairs.push(FilePair { name, source, target: base.join(target) });
    }
    if pairs.is_empty() {
        return Err(Error::new(ErrorKind::Usage, "the manifest lists no pairs")
            .in_file(manifest)
            .remedy("write one SOURCE,TARGET a line"));
    }
    Ok(Pairs { pairs, unpaired: Vec::new() })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Source,
    Target,
}

/// Joins the files of both sides by name; a name that stands twice on a side is an error.
fn join(sided: impl Iterator<Item = (PathBuf, Side)>, place: &Path) -> Result<Pairs> {
    let mut by_name: BTreeMap<String, [Option<PathBuf>; 2]> = BTreeMap::new();
    for (file, side) in sided {
        let slots = by_name.entry(stem(&file)).or_default();
        let slot = &mut slots[side as usize];
        if let Some(first) = slot {
            return Err(Error::new(
                ErrorKind::Usage,
                format!("{} and {} have the same name", shown(first), shown(&file)),
            )
            .in_file(place)
            .remedy("rename one, or list the pairs in a manifest (--manifest)"));
        }
        *slot = Some(file);
    }
    let mut found = Pairs::default();
    for (name, slots) in by_name {
        match slots {
            [Some(source), Some(target)] => found.pairs.push(FilePair { name, source, target }),
            [one, other] => found.unpaired.extend(one.into_iter().chain(other)),
        }
    }
    if found.pairs.is_empty() {
        return Err(Error::new(ErrorKind::Usage, "no pairs of files found")
            .in_file(place)
            .remedy("name them alike, such as x.ar.txt and x.en.txt, or list them in a manifest (--manifest)"));
    }
    Ok(found)
}

/// The files of a folder, by name; hidden ones and folders inside are left out.
fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut out = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(|e| Error::io(folder, e))? {
        let entry = entry.map_err(|e| Error::io(folder, e))?;
        let hidden = entry.file_name().to_string_lossy().starts_with('.');
        if !hidden && entry.path().is_file() {
            out.push(entry.path());
        }
    }
    out.sort();
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stems_lose_extension_and_language() {
        for (name, expected) in [
            ("x.ar.txt", "x"),
            ("x.en", "x"),
            ("x_AR.txt", "x"),
            ("report-en.txt", "report"),
            ("bbc.381760.ar", "bbc.381760"),
            ("plain.txt", "plain"),
            ("film.ar.SRT", "film"),
            ("report_en.docx", "report"),
            ("v1.2.txt", "v1.2"),
            (".ar", ".ar"),
        ] {
            assert_eq!(stem(Path::new(name)), expected, "{name}");
        }
    }
}
