//! `muwazi review`: check an alignment in the browser.

use std::io::Write;
use std::net::{IpAddr, Ipv4Addr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;

use super::align::align_two;
use super::input::InputArguments;
use super::memory::MemoryArguments;
use super::{Outcome, usage};
use crate::error::{Error, Result};
use crate::exchange::file::Existing;
use crate::lexicon::Lexicon;
use crate::read::pairs;
use crate::review::{Kept, Project};
use crate::serve::Settings;
use crate::serve::review::{Bench, run as serve};
use crate::text::language::Language;

/// Check an alignment in the browser: merge, split, move, correct, confirm, export
///
/// SOURCE and TARGET are aligned and kept in a project (NAME.muwazi beside the source); if there is one
/// already, it is opened. Everything is saved at once.
#[derive(Args)]
pub struct Arguments {
    /// Source file, or a project (.muwazi)
    source: PathBuf,
    /// Target file; without it the source holds both sides
    target: Option<PathBuf>,
    /// Language of the source side
    #[arg(long, value_name = "CODE", default_value = "ar")]
    source_lang: String,
    /// Language of the target side
    #[arg(long, value_name = "CODE", default_value = "en")]
    target_lang: String,
    #[command(flatten)]
    input: InputArguments,
    /// Port [default: a free one]
    #[arg(long, default_value_t = 0, hide_default_value = true, value_name = "N")]
    port: u16,
    /// Print the address and leave the browser closed
    #[arg(long)]
    no_open: bool,
    /// Start over where there is a project already
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    memory: MemoryArguments,
}

/// The longest body: a page sends edits, and the longest is a text.
const MOST_BYTES: usize = 1 << 20;
/// Aligning a long book again takes some seconds.
const PATIENCE: Duration = Duration::from_secs(120);

/// Runs the command.
pub fn run(arguments: Arguments) -> Result<Outcome> {
    let memory = arguments.memory.one()?;
    let project = project(&arguments)?;
    let settings = Settings {
        address: IpAddr::V4(Ipv4Addr::LOCALHOST),
        port: arguments.port,
        hosts: Vec::new(),
        origins: Vec::new(),
        token: None,
        writes_without_token: true,
        most_bytes: MOST_BYTES,
        patience: PATIENCE,
        most_requests: 16,
    };
    let what = format!("{}: {} rows", project.path().display(), project.project().rows.len());
    let bench = Bench::new(project, memory, Lexicon::builtin());
    serve(bench, settings, |door| {
        // Whoever started the server may not read what it says.
        let _ = writeln!(std::io::stdout(), "{}", door.url());
        let _ = std::io::stdout().flush();
        let _ = writeln!(std::io::stderr(), "{what}; every edit is saved; Ctrl-C ends it");
        if !arguments.no_open {
            open(&door.url());
        }
    })?;
    Ok(Outcome::Done)
}

/// The project that is named, found or made.
fn project(arguments: &Arguments) -> Result<Kept> {
    let Arguments { source, target, .. } = arguments;
    if source.extension().is_some_and(|extension| extension == "muwazi") {
        if target.is_some() {
            return usage("a project has both sides already", "give it alone");
        }
        return Kept::open(source);
    }
    for file in std::iter::once(source).chain(target) {
        if !file.exists() {
            return Err(Error::io(file, std::io::Error::from(std::io::ErrorKind::NotFound)));
        }
    }
    let folder = source.parent().unwrap_or(Path::new(""));
    let file = folder.join(format!("{}.muwazi", pairs::stem(source)));
    if file.exists() && !arguments.force {
        return Kept::open(&file);
    }
    let languages = (Language::new(&arguments.source_lang), Language::new(&arguments.target_lang));
    let target = target.as_deref().unwrap_or(source);
    let (pair, notes) = align_two((source, target), languages, &arguments.input)?;
    notes.iter().for_each(|note| super::term::warning(note));
    let existing = if arguments.force { Existing::Replace } else { Existing::Keep };
    Kept::create(Project::new(&pair), &file, existing)
}

/// Shows the address in the user's browser; where there is none, the address was printed.
fn open(url: &str) {
    let program = match std::env::consts::OS {
        "macos" => "open",
        "windows" => "explorer",
        _ => "xdg-open",
    };
    let quiet = std::process::Stdio::null;
    let _ = std::process::Command::new(program)
        .arg(url)
        .stdin(quiet())
        .stdout(quiet())
        .stderr(quiet())
        .spawn();
}
