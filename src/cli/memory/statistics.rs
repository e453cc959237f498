//! `muwazi memory stats`: what a memory holds.

use std::io::Write;

use clap::Args;

use super::MemoryArguments;
use crate::cli::term::{self, Channel};
use crate::cli::{Outcome, stdout_error};
use crate::error::Result;
use crate::memory::store::{Statistics, Store};

/// Count what a memory holds
#[derive(Args)]
pub struct Arguments {
    /// Most documents and repeated sources that are listed
    #[arg(long, default_value_t = 10, value_name = "N")]
    top: usize,
    /// Print JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    memory: MemoryArguments,
}

/// Runs the command.
pub fn run(arguments: Arguments) -> Result<Outcome> {
    let store = Store::open_read_only(arguments.memory.one()?)?;
    let statistics = store.statistics(arguments.top)?;
    let text = if arguments.json { json(&statistics) } else { table(&statistics) };
    writeln!(anstream::stdout(), "{text}").map_err(stdout_error)?;
    Ok(Outcome::Done)
}

fn table(statistics: &Statistics) -> String {
    let mut out = format!("{} units\n", statistics.units);
    let mut section = |title: &str, rows: Vec<(String, u64)>| {
        if !rows.is_empty() {
            out.push_str(&format!("\n{}\n", term::bold(title)));
            rows.iter().for_each(|(name, count)| out.push_str(&format!("{count:>10}  {name}\n")));
        }
    };
    let shown = |(name, count): &(String, u64)| {
        (Channel::Stdout.shown(&term::shortened(name, 70)).into_owned(), *count)
    };
    let languages = statistics.languages.iter();
    section("languages", languages.map(|((s, t), n)| (format!("{s} → {t}"), *n)).collect());
    section("status", statistics.statuses.iter().map(|(s, n)| (s.to_string(), *n)).collect());
    section("new units by month", statistics.months.clone());
    section("documents", statistics.documents.iter().map(shown).collect());
    section("sources with several targets", statistics.repeated.iter().map(shown).collect());
    out.trim_end().to_string()
}

fn json(statistics: &Statistics) -> String {
    let list = |rows: &[(String, u64)], name: &str| -> Vec<serde_json::Value> {
        rows.iter().map(|(key, count)| serde_json::json!({ name: key, "units": count })).collect()
    };
    let languages: Vec<_> = statistics
        .languages
        .iter()
        .map(|((s, t), n)| serde_json::json!({"source": s, "target": t, "units": n}))
        .collect();
    serde_json::json!({
        "units": statistics.units,
        "languages": languages,
        "statuses": statistics.statuses,
        "months": list(&statistics.months, "month"),
        "documents": list(&statistics.documents, "document"),
        "repeated": list(&statistics.repeated, "source"),
    })
    .to_string()
}
