//! What is evaluated: alignments in ladder form or as JSON lines with confidence, by document.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::align::ladder::{self, Rung};
use crate::error::{Error, ErrorKind, Result};

/// A bead with its confidence, where the file tells.
pub type ScoredRung = (Rung, Option<f64>);

/// The beads of every document that a file or folder holds: `NAME.align`, `NAME.jsonl`, or JSON lines
/// that name their documents. A single ladder is the document "".
///
/// # Errors
/// Where a file cannot be read or breaks its format.
pub fn output(path: &Path) -> Result<BTreeMap<String, Vec<ScoredRung>>> {
    let mut documents = BTreeMap::new();
    if path.is_dir() {
        for (name, file) in by_stem(path, "align")? {
            documents.insert(name, ladder(&file)?);
        }
        for file in by_stem(path, "jsonl")?.values() {
            documents.extend(json_lines(file)?);
        }
    } else if path.extension().is_some_and(|e| e == "jsonl") {
        documents = json_lines(path)?;
    } else {
        documents.insert(String::new(), ladder(path)?);
    }
    Ok(documents)
}

/// The gold beads of every document of a file or folder.
///
/// # Errors
/// Where a file cannot be read or is no ladder, and for a folder without gold.
pub fn gold(path: &Path) -> Result<BTreeMap<String, Vec<Rung>>> {
    if !path.is_dir() {
        return Ok(BTreeMap::from([(String::new(), rungs(path)?)]));
    }
    let files = by_stem(path, "gold")?;
    if files.is_empty() {
        return Err(Error::new(ErrorKind::Usage, "no .gold files in the folder").in_file(path));
    }
    files.into_iter().map(|(name, file)| Ok((name, rungs(&file)?))).collect()
}

fn rungs(file: &Path) -> Result<Vec<Rung>> {
    let bytes = std::fs::read(file).map_err(|e| Error::io(file, e))?;
    ladder::read(&String::from_utf8_lossy(&bytes)).map_err(|e| e.in_file(file))
}

fn ladder(file: &Path) -> Result<Vec<ScoredRung>> {
    Ok(rungs(file)?.into_iter().map(|rung| (rung, None)).collect())
}

/// What is read of a line that `align --to jsonl` writes.
#[derive(Deserialize)]
struct Row {
    document: String,
    source_ids: Vec<usize>,
    target_ids: Vec<usize>,
    confidence: f64,
}

fn json_lines(file: &Path) -> Result<BTreeMap<String, Vec<ScoredRung>>> {
    let text = std::fs::read_to_string(file).map_err(|e| Error::io(file, e))?;
    let mut documents: BTreeMap<String, Vec<ScoredRung>> = BTreeMap::new();
    for (line, text) in (1..).zip(text.lines()).filter(|(_, text)| !text.trim().is_empty()) {
        let row: Row = serde_json::from_str(text).map_err(|e| {
            Error::new(ErrorKind::Format, e.to_string())
                .in_file(file)
                .at_line(line)
                .remedy("write it with `muwazi align --to jsonl`")
        })?;
        let beads = documents.entry(row.document).or_default();
        beads.push(((row.source_ids, row.target_ids), Some(row.confidence)));
    }
    Ok(documents)
}

/// The files of a folder with this extension, by name without it.
fn by_stem(folder: &Path, extension: &str) -> Result<BTreeMap<String, PathBuf>> {
    let mut out = BTreeMap::new();
    for entry in std::fs::read_dir(folder).map_err(|e| Error::io(folder, e))? {
        let path = entry.map_err(|e| Error::io(folder, e))?.path();
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        if let Some(stem) = name.strip_suffix(&format!(".{extension}")) {
            out.insert(stem.to_string(), path);
        }
    }
    Ok(out)
}
