//! `muwazi concordance`: where a phrase was used before, and how it was translated.

use std::io::Write;

use clap::Args;

use super::memory::MemoryArguments;
use super::term::{self, Channel};
use super::{Outcome, stdout_error};
use crate::error::Result;
use crate::lexicon::Lexicon;
use crate::memory::concordance::{
    Arrangement, Forms, Occurrence, Pattern, count_renderings, find, occurrences,
};
use crate::memory::open::Side;
use crate::span::Span;

/// Find a phrase in the memory, with its translations and how often each was chosen
#[derive(Args)]
pub struct Arguments {
    /// The phrase, in any of the memory's languages; * stands for any letters
    phrase: String,
    /// The words as they are written, not their other forms
    #[arg(long)]
    exact: bool,
    /// The words in any order, all within N words
    #[arg(long, value_name = "N")]
    near: Option<usize>,
    /// Most units that are shown
    #[arg(long, default_value_t = 20, value_name = "N")]
    best: usize,
    /// One JSON object a unit
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    memory: MemoryArguments,
}

/// Units whose translations are counted: the newest; more would only take time.
const MOST_COUNTED: usize = 5_000;
/// Translations that are listed.
const MOST_RENDERINGS: usize = 8;

/// Runs the command.
pub fn run(arguments: Arguments) -> Result<Outcome> {
    let forms = if arguments.exact { Forms::Exact } else { Forms::All };
    let arrangement = arguments.near.map_or(Arrangement::Phrase, Arrangement::Near);
    let pattern = Pattern::new(&arguments.phrase, forms, arrangement)?;
    let (total, found) = arguments.memory.ask(|memories| {
        let (mut total, mut all) = (0, Vec::new());
        for memory in memories {
            for side in [Side::Source, Side::Target] {
                let found = find(memory, side, &pattern)?;
                total += found.len();
                let counted = found.get(..found.len().min(MOST_COUNTED)).unwrap_or_default();
                all.extend(occurrences(memory, side, &pattern, counted, Lexicon::builtin())?);
            }
        }
        Ok((total, all))
    })?;
    let mut out = anstream::AutoStream::auto(std::io::stdout().lock());
    let text = if arguments.json {
        found.iter().take(arguments.best).map(json).collect::<String>()
    } else {
        readable(&found, total, arguments.best)
    };
    out.write_all(text.as_bytes()).map_err(stdout_error)?;
    Ok(Outcome::Done)
}

fn readable(occurrences: &[Occurrence], total: usize, best: usize) -> String {
    let mut out = match total {
        0 => return "not in the memory\n".to_string(),
        1 => "1 unit".to_string(),
        n => format!("{n} units"),
    };
    let renderings = count_renderings(occurrences);
    let listed: Vec<String> = renderings
        .iter()
        .take(MOST_RENDERINGS)
        .map(|(text, count)| format!("{} ×{count}", Channel::Stdout.shown(text)))
        .collect();
    if !listed.is_empty() {
        out.push_str(&format!(": {}", listed.join(", ")));
    }
    out.push('\n');
    for found in occurrences.iter().take(best) {
        let (text, other) = found.texts();
        for (text, places) in [(text, &found.places), (other, &found.renderings)] {
            let marked = marked(text, places);
            let isolated = Channel::Stdout.isolates(text);
            let marked = if isolated { term::isolated(&marked) } else { marked };
            out.push_str(&format!("  {marked}\n"));
        }
        let origin = found.unit.origins.first().map_or("–", |origin| origin.document.as_str());
        let about = format!("{origin} · {} · unit {}", found.unit.status.name(), found.id);
        out.push_str(&format!("  {}\n", term::dim(&about)));
    }
    if total > best {
        out.push_str(&format!("{} more: --best {total} shows all\n", total - best));
    }
    out
}

/// The text with the places between › and ‹, bold where the output has styles.
fn marked(text: &str, places: &[Span]) -> String {
    let mut out = String::new();
    let mut at = 0;
    for place in places {
        out.push_str(&term::clean(text.get(at..place.start).unwrap_or_default()));
        out.push_str(&term::bold(&format!("›{}‹", term::clean(place.of(text)))));
        at = place.end;
    }
    out.push_str(&term::clean(text.get(at..).unwrap_or_default()));
    out
}

fn json(found: &Occurrence) -> String {
    let (text, other) = found.texts();
    let spans = |spans: &[Span]| spans.iter().map(|s| [s.start, s.end]).collect::<Vec<_>>();
    let object = serde_json::json!({
        "id": found.id,
        "source": text,
        "target": other,
        "places": spans(&found.places),
        "renderings": spans(&found.renderings),
        "rendering": found.rendering(),
        "status": found.unit.status.name(),
        "documents": found.unit.origins.iter().map(|o| &o.document).collect::<Vec<_>>(),
    });
    format!("{object}\n")
}
