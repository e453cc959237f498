//! The formats that hold units of a memory, and their names.

use std::path::Path;

/// The formats that hold units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnitFormat {
    /// TMX.
    Tmx,
    /// XLIFF 1.2 (2.x is read, too).
    Xliff,
    /// XLIFF 2.1 (1.2 is read, too).
    Xliff2,
    /// Tab-separated values.
    Tsv,
    /// Comma-separated values.
    Csv,
    /// JSON lines.
    Jsonl,
    /// Two plain files, one segment a line: `NAME.ar` and `NAME.en`.
    Moses,
    /// gettext.
    Po,
    /// A workbook.
    Xlsx,
    /// A glossary in TBX; is read only.
    Tbx,
}

impl UnitFormat {
    /// All, in the order they are offered.
    pub const ALL: [UnitFormat; 10] = [
        UnitFormat::Tmx,
        UnitFormat::Xliff,
        UnitFormat::Xliff2,
        UnitFormat::Tsv,
        UnitFormat::Csv,
        UnitFormat::Jsonl,
        UnitFormat::Moses,
        UnitFormat::Po,
        UnitFormat::Xlsx,
        UnitFormat::Tbx,
    ];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            UnitFormat::Tmx => "tmx",
            UnitFormat::Xliff => "xliff",
            UnitFormat::Xliff2 => "xliff2",
            UnitFormat::Tsv => "tsv",
            UnitFormat::Csv => "csv",
            UnitFormat::Jsonl => "jsonl",
            UnitFormat::Moses => "moses",
            UnitFormat::Po => "po",
            UnitFormat::Xlsx => "xlsx",
            UnitFormat::Tbx => "tbx",
        }
    }

    /// The format that the extension of `path` names; `.gz` behind it does not count.
    pub fn of_path(path: &Path) -> Option<UnitFormat> {
        let name = path.file_name()?.to_string_lossy().to_ascii_lowercase();
        let name = name.strip_suffix(".gz").unwrap_or(&name);
        Some(match name.rsplit_once('.')?.1 {
            "tmx" => UnitFormat::Tmx,
            "xlf" | "xliff" | "sdlxliff" | "mqxliff" | "mxliff" => UnitFormat::Xliff,
            "tsv" | "tab" => UnitFormat::Tsv,
            "csv" => UnitFormat::Csv,
            "jsonl" | "ndjson" => UnitFormat::Jsonl,
            "ar" | "en" => UnitFormat::Moses,
            "po" | "pot" => UnitFormat::Po,
            "xlsx" => UnitFormat::Xlsx,
            "tbx" => UnitFormat::Tbx,
            _ => return None,
        })
    }
}
