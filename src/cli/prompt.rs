//! `muwazi prompt`: prior translations as examples for a language model.
//!
//! Every sentence of the text is looked up; the best matches stand in the prompt, the most alike one last,
//! next to the text, where a model heeds it most. Nothing leaves the machine: the prompt is printed.

use std::io::{Read, Write};

use clap::Args;
use serde_json::{Value, json};

use super::memory::MemoryArguments;
use super::term::Channel;
use super::{Outcome, stdout_error, usage};
use crate::error::{Error, ErrorKind, Result};
use crate::memory::open::{Found, Memory, Query, Use, order};
use crate::memory::score::Neighbours;
use crate::segment;
use crate::text::language::{Language, arabic_share};

/// Print a prompt for a language model: a text with its best prior translations as examples
#[derive(Args)]
pub struct Arguments {
    /// What is to be translated; - reads it from standard input
    text: String,
    /// Most examples
    #[arg(long, default_value_t = 5, value_name = "K")]
    best: usize,
    /// Least match score of an example, 1 to 101
    #[arg(long, default_value_t = 50, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=101))]
    threshold: u8,
    /// Language of the text [default: Arabic by its script, else English]
    #[arg(long, value_name = "CODE")]
    from: Option<String>,
    /// Language to translate into [default: English from Arabic, Arabic from others]
    #[arg(long, value_name = "CODE")]
    to: Option<String>,
    /// A JSON object: the examples, and the prompt as messages of a conversation
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    memory: MemoryArguments,
}

/// An example, with the number of its memory.
type Example = (usize, Found);

/// Runs the command.
pub fn run(arguments: Arguments) -> Result<Outcome> {
    let text = given(&arguments.text)?;
    if text.is_empty() {
        return usage("nothing to translate", "give a text, or - and a text on standard input");
    }
    let arabic = arabic_share(&text).is_some_and(|share| share > 0.5);
    let named = |code: &Option<String>| code.as_deref().map(Language::new);
    let from = named(&arguments.from)
        .unwrap_or_else(|| if arabic { Language::arabic() } else { Language::english() });
    let to = named(&arguments.to)
        .unwrap_or_else(|| if from.is_arabic() { Language::english() } else { Language::arabic() });
    if from.primary() == to.primary() {
        return usage(
            &format!("text and translation would both be {}", name(&from)),
            "name the languages with --from and --to",
        );
    }
    let memories = arguments.memory.open_to_read(Use::Few)?;
    let mut examples = Vec::new();
    for (number, memory) in memories.iter().enumerate() {
        let mut reader = memory.reader()?;
        for sentence in segment::sentences(&text) {
            let query = Query {
                text: sentence,
                neighbours: Neighbours::default(),
                from: Some(from.primary()),
                to: Some(to.primary()),
                threshold: arguments.threshold,
                best: arguments.best,
            };
            examples.extend(reader.look_up(&query)?.into_iter().map(|found| (number, found)));
        }
    }
    let examples = chosen(examples, arguments.best);
    let mut out = anstream::stdout().lock();
    let shown = if arguments.json {
        let prompt = object(&text, (&from, &to), &examples, &memories);
        format!("{prompt}\n")
    } else {
        readable(&text, (&from, &to), &examples)
    };
    out.write_all(shown.as_bytes()).map_err(stdout_error)?;
    Ok(Outcome::Done)
}

fn given(argument: &str) -> Result<String> {
    if argument != "-" {
        return Ok(argument.trim().to_string());
    }
    let mut bytes = Vec::new();
    std::io::stdin().read_to_end(&mut bytes).map_err(|e| Error::io("standard input", e))?;
    let text = String::from_utf8(bytes).map_err(|_| {
        Error::new(ErrorKind::Encoding, "the text is not UTF-8")
            .in_file("standard input")
            .remedy("convert it to UTF-8")
    })?;
    Ok(text.trim_start_matches('\u{FEFF}').trim().to_string())
}

/// The best `count`, each pair of texts once, the most alike last.
fn chosen(mut examples: Vec<Example>, count: usize) -> Vec<Example> {
    examples.sort_by(|a, b| order(&a.1, &b.1).then(a.0.cmp(&b.0)));
    let mut seen = rustc_hash::FxHashSet::default();
    examples
        .retain(|(_, found)| seen.insert((found.source().to_string(), found.target().to_string())));
    examples.truncate(count);
    examples.reverse();
    examples
}

/// What is asked for.
fn task((from, to): (&Language, &Language), examples: &[Example]) -> String {
    let mut task = format!("Translate from {} into {}.", name(from), name(to));
    if !examples.is_empty() {
        task.push_str(
            " Follow the wording of these translations of similar sentences, the most similar one last, \
             where it fits; take numbers and names from the text, not from them.",
        );
    }
    task
}

fn readable(text: &str, languages: (&Language, &Language), examples: &[Example]) -> String {
    let shown = |text: &str| Channel::Stdout.shown(text).into_owned();
    let (from, to) = (name(languages.0), name(languages.1));
    let mut out = format!("{}\n\n", task(languages, examples));
    for (_, found) in examples {
        let (source, target) = (shown(found.source()), shown(found.target()));
        out.push_str(&format!("{from}: {source}\n{to}: {target}\n\n"));
    }
    let text: Vec<String> = text.lines().map(shown).collect();
    out.push_str(&format!("{from}: {}\n{to}:\n", text.join("\n")));
    out
}

fn object(
    text: &str,
    languages: (&Language, &Language),
    examples: &[Example],
    memories: &[Memory],
) -> Value {
    let message = |role: &str, content: &str| json!({ "role": role, "content": content });
    let mut messages = vec![message("system", &task(languages, examples))];
    for (_, found) in examples {
        messages.extend([message("user", found.source()), message("assistant", found.target())]);
    }
    messages.push(message("user", text));
    let example = |(number, found): &Example| {
        let memory = memories.get(*number).map(|m| m.store().location().to_string());
        json!({
            "score": found.comparison.score.points(),
            "source": found.source(),
            "target": found.target(),
            "status": found.unit.status.name(),
            "numbers_differ": found.comparison.numbers_differ,
            "id": found.id,
            "memory": memory,
        })
    };
    json!({
        "source_language": languages.0.tag(),
        "target_language": languages.1.tag(),
        "text": text,
        "examples": examples.iter().map(example).collect::<Vec<_>>(),
        "messages": messages,
    })
}

/// A language as a model knows it.
fn name(language: &Language) -> String {
    match language {
        language if language.is_arabic() => "Arabic".to_string(),
        language if language.is_english() => "English".to_string(),
        other => other.tag(),
    }
}
