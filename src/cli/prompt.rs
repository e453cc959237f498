//! `muwazi prompt`: prior translations as examples for a language model.
//!
//! [Chosen](crate::memory::examples) sentence by sentence, with the terms that are known. Nothing leaves the machine: the
//! prompt is printed.

use std::io::{Read, Write};
use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use super::memory::MemoryArguments;
use super::term::Channel;
use super::{Outcome, stdout_error, usage};
use crate::error::{Error, ErrorKind, Result};
use crate::lexicon::glossary::Glossary;
use crate::memory::examples::{
    Example, Examples, Term, Wanted, examples, language_name, languages, task,
};
use crate::memory::open::Memory;
use crate::text::language::Language;

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
    /// Terms to keep: TSV, TBX, hunalign's .dic or dictd; those that stand in the text are listed
    #[arg(long, value_name = "FILE")]
    glossary: Vec<PathBuf>,
    /// A JSON object: the examples, and the prompt as messages of a conversation
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    memory: MemoryArguments,
}

/// Runs the command.
pub fn run(arguments: Arguments) -> Result<Outcome> {
    let text = given(&arguments.text)?;
    if text.is_empty() {
        return usage("nothing to translate", "give a text, or - and a text on standard input");
    }
    let (from, to) = languages(&text, arguments.from.as_deref(), arguments.to.as_deref());
    if from.primary() == to.primary() {
        return usage(
            &format!("text and translation would both be {}", language_name(&from)),
            "name the languages with --from and --to",
        );
    }
    let glossary = Glossary::of_files(&arguments.glossary)?;
    let wanted = Wanted {
        from: &from,
        to: &to,
        threshold: arguments.threshold,
        best: arguments.best,
        glossary: &glossary,
    };
    let shown = arguments.memory.ask(|memories| {
        let examples = examples(memories, &text, &wanted)?;
        Ok(match arguments.json {
            true => format!("{}\n", object(&text, (&from, &to), &examples, memories)),
            false => readable(&text, (&from, &to), &examples),
        })
    })?;
    anstream::stdout().write_all(shown.as_bytes()).map_err(stdout_error)?;
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

fn readable(text: &str, languages: (&Language, &Language), examples: &Examples) -> String {
    let shown = |text: &str| Channel::Stdout.shown(text).into_owned();
    let (from, to) = (language_name(languages.0), language_name(languages.1));
    let task = task(languages.0, languages.1, examples);
    let task: Vec<String> = task.lines().map(shown).collect();
    let mut out = format!("{}\n\n", task.join("\n"));
    for (_, found) in &examples.sentences {
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
    examples: &Examples,
    memories: &[Memory],
) -> Value {
    let message = |role: &str, content: &str| json!({ "role": role, "content": content });
    let mut messages = vec![message("system", &task(languages.0, languages.1, examples))];
    for (_, found) in &examples.sentences {
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
    let term = |term: &Term| json!({ "source": term.source, "target": term.target });
    let terms: Vec<Value> = examples.terms.iter().map(term).collect();
    json!({
        "source_language": languages.0.tag(),
        "target_language": languages.1.tag(),
        "text": text,
        "examples": examples.sentences.iter().map(example).collect::<Vec<_>>(),
        "terms": terms,
        "messages": messages,
    })
}
