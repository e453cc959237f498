//! Arguments → plan: everything checked before the first file is read.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::{Arguments, FormatArgument};
use crate::cli::input::InputArguments;
use crate::cli::learn::teach;
use crate::cli::rules::RuleArguments;
use crate::cli::{now, term, usage};
use crate::error::{Error, ErrorKind, Result, shown};
use crate::exchange::file::{Existing, check};
use crate::exchange::units::{ReadOptions, UnitFormat, read_units};
use crate::exchange::{Format, Options};
use crate::lexicon::Lexicon;
use crate::lexicon::learn::Learner;
use crate::memory::store::Location;
use crate::read::Document;
use crate::read::pairs::{self, FilePair, Pairs};
use crate::segment::{self, RuleSet, Segmented, Unwrap};
use crate::text::language::Language;

/// The arguments, checked and complete; knows no clap.
pub struct Plan {
    pub pairs: Vec<FilePair>,
    pub output: Output,
    pub format: Format,
    pub options: Options,
    pub input: InputArguments,
    pub cut: Cut,
    pub existing: Existing,
    pub report: Report,
    pub detail: Detail,
    pub lexicon: PlanLexicon,
    /// The memory that the units go into as well.
    pub memory: Option<Location>,
}

/// Which word pairs the aligner knows.
pub enum PlanLexicon {
    Builtin,
    Own(Lexicon),
}

impl PlanLexicon {
    /// The built-in ones, and those of `files`.
    pub fn new(files: &[PathBuf]) -> Result<PlanLexicon> {
        if files.is_empty() {
            return Ok(PlanLexicon::Builtin);
        }
        // A memory is no list of words, but teaches some.
        let (memories, lists): (Vec<&PathBuf>, Vec<&PathBuf>) = files
            .iter()
            .partition(|file| matches!(UnitFormat::of_path(file), Some(UnitFormat::Tmx)));
        let (mut lexicon, _) = Lexicon::with_files(&lists)?;
        for file in memories {
            let mut learner = Learner::new();
            for unit in read_units(file, &ReadOptions { plain: true, ..ReadOptions::default() })? {
                let unit = unit.map_err(|e| e.in_file(file))?;
                teach(&mut learner, &unit.source.text, &unit.target.text);
            }
            lexicon = lexicon.with_learned(&learner.finish());
        }
        Ok(PlanLexicon::Own(lexicon))
    }

    /// The lexicon.
    pub fn get(&self) -> &Lexicon {
        match self {
            PlanLexicon::Builtin => Lexicon::builtin(),
            PlanLexicon::Own(lexicon) => lexicon,
        }
    }
}

/// How much is found out about each bead.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    Beads,
    /// Also the words that support them.
    Words,
}

/// Where the result goes.
pub enum Output {
    Stdout,
    /// One file for all pairs.
    File(PathBuf),
    /// One file a pair, in the order of the pairs.
    Each(Vec<PathBuf>),
}

/// How documents are cut.
pub enum Cut {
    Sentences(RuleSet),
    Lines,
}

impl Cut {
    /// Its name in the header of a memory.
    pub fn name(&self) -> &str {
        match self {
            Cut::Sentences(rules) => rules.name(),
            Cut::Lines => "lines",
        }
    }

    /// The sentences of `document`.
    pub fn apply(&self, document: Document) -> Result<Segmented> {
        match self {
            Cut::Sentences(rules) => rules.segment(document, Unwrap::Auto),
            Cut::Lines => Ok(segment::lines(document)),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Report {
    Full,
    Quiet,
}

/// Checks the arguments and completes them.
pub fn plan(arguments: Arguments) -> Result<Plan> {
    let languages = languages(&arguments)?;
    let cut = cut(arguments.presegmented, &arguments.rules, &languages)?;
    let (source_language, target_language) = languages;
    let found = match (&arguments.manifest, &arguments.source, &arguments.target) {
        (Some(manifest), ..) => pairs::of_manifest(manifest)?,
        (None, Some(source), Some(target)) => pairs::of_two(source, target)?,
        (None, Some(folder), None) if folder.is_dir() => {
            pairs::of_folder(folder, &source_language, &target_language)?
        }
        (None, Some(file), None) if file.exists() => pairs::of_one(file),
        (None, Some(missing), None) => {
            return Err(Error::io(missing, std::io::Error::from(std::io::ErrorKind::NotFound)));
        }
        (None, None, _) => {
            return usage("nothing to align", "give two files, two folders or --manifest");
        }
    };
    let Pairs { pairs, unpaired } = found;
    for file in &unpaired {
        term::warning(&format!("{}: no file to pair it with, left out", shown(file)));
    }
    let format = format(arguments.to, arguments.output.as_deref())?;
    let existing = if arguments.force { Existing::Replace } else { Existing::Keep };
    let output = output(arguments.output, &pairs, format)?;
    match &output {
        Output::Stdout => {}
        Output::File(file) => check(file, existing)?,
        Output::Each(files) => files.iter().try_for_each(|file| check(file, existing))?,
    }
    Ok(Plan {
        pairs,
        output,
        format,
        options: Options {
            source_language,
            target_language,
            keep_gaps: arguments.keep_gaps,
            min_confidence: arguments.min_confidence,
            created: now()?,
            segmentation: cut.name().to_string(),
        },
        input: arguments.input,
        cut,
        existing,
        lexicon: PlanLexicon::new(&arguments.lexicon)?,
        memory: arguments.add.then(|| arguments.memory.one()).transpose()?,
        detail: if arguments.explain || format == Format::Html {
            Detail::Words
        } else {
            Detail::Beads
        },
        report: if arguments.quiet { Report::Quiet } else { Report::Full },
    })
}

/// The languages of the two sides.
pub fn languages(arguments: &Arguments) -> Result<(Language, Language)> {
    let source = Language::new(&arguments.source_lang);
    let target = Language::new(&arguments.target_lang);
    if source.primary() == target.primary() {
        return usage(
            "source and target language are the same",
            "set --source-lang and --target-lang",
        );
    }
    Ok((source, target))
}

/// How documents in these languages are cut.
pub fn cut(
    presegmented: bool,
    rules: &RuleArguments,
    languages: &(Language, Language),
) -> Result<Cut> {
    if presegmented {
        return Ok(Cut::Lines);
    }
    let rules = rules.rule_set()?;
    rules.check(&languages.0)?;
    rules.check(&languages.1)?;
    Ok(Cut::Sentences(rules))
}

fn format(to: Option<FormatArgument>, output: Option<&Path>) -> Result<Format> {
    if let Some(to) = to {
        return to.of_files().map_or_else(
            || usage("only --stream writes Moses", "align to jsonl, and convert that to moses"),
            Ok,
        );
    }
    let Some(output) = output.filter(|o| !is_folder(o) && o.as_os_str() != "-") else {
        return Ok(Format::Tmx);
    };
    let extension =
        output.extension().map(|e| e.to_string_lossy().into_owned()).unwrap_or_default();
    Format::of_extension(&extension).ok_or_else(|| {
        let known: Vec<&str> = Format::ALL.iter().map(|f| f.extension()).collect();
        Error::new(ErrorKind::Usage, format!("no format has the extension \"{extension}\""))
            .in_file(output)
            .remedy(format!("use one of {}, or name the format with --to", known.join(", ")))
    })
}

fn output(output: Option<PathBuf>, pairs: &[FilePair], format: Format) -> Result<Output> {
    let folder = match output {
        Some(output) if output.as_os_str() == "-" => return Ok(Output::Stdout),
        Some(output) if !is_folder(&output) => return Ok(Output::File(output)),
        Some(folder) => Some(folder),
        None => None,
    };
    let mut files = Vec::with_capacity(pairs.len());
    let mut first_with: BTreeMap<PathBuf, &Path> = BTreeMap::new();
    for pair in pairs {
        let place = folder.as_deref().or_else(|| pair.source.parent()).unwrap_or(Path::new(""));
        let file = place.join(format!("{}.{}", pair.name, format.extension()));
        if let Some(other) = first_with.insert(file.clone(), &pair.source) {
            return Err(Error::new(
                ErrorKind::Usage,
                format!("{} and {} would both be written here", shown(other), shown(&pair.source)),
            )
            .in_file(file)
            .remedy("give the pairs different names, or one output file"));
        }
        files.push(file);
    }
    if let Some(folder) = folder {
        std::fs::create_dir_all(&folder).map_err(|e| Error::io(&folder, e))?;
    }
    Ok(Output::Each(files))
}

/// Whether the user means a folder: it is one, or ends with a slash.
fn is_folder(path: &Path) -> bool {
    path.is_dir() || path.as_os_str().to_string_lossy().ends_with(['/', std::path::MAIN_SEPARATOR])
}
