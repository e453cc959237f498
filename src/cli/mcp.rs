//! `muwazi mcp`: the memory for language models, on standard input and output.

use std::io::{IsTerminal, Write};
use std::path::PathBuf;

use clap::Args;

use super::Outcome;
use super::memory::MemoryArguments;
use crate::error::Result;
use crate::serve::mcp::{Access, run as serve};
use crate::serve::{Desk, Served};

/// Let a language model ask the memory: a Model Context Protocol server on standard input and output
#[derive(Args)]
pub struct Arguments {
    /// Let the model add units to the first memory; else it can only ask
    #[arg(long)]
    allow_writes: bool,
    /// Your own terms: TSV, TBX, hunalign's .dic or dictd
    #[arg(long, value_name = "FILE")]
    glossary: Vec<PathBuf>,
    #[command(flatten)]
    memory: MemoryArguments,
}

/// Runs the command.
pub fn run(arguments: Arguments) -> Result<Outcome> {
    let places = arguments.memory.places()?;
    let served =
        places.into_iter().map(|p| Served { location: p.location, penalty: p.penalty }).collect();
    let access = if arguments.allow_writes { Access::Writing } else { Access::Reading };
    let desk = Desk::open(served, access == Access::Writing)?;
    let what: Vec<String> = desk.served().iter().map(|s| s.location.to_string()).collect();
    let how = match access {
        Access::Reading => "reading only: see --allow-writes",
        Access::Writing => "reading and adding",
    };
    // Standard output is the protocol's alone.
    let mut log = std::io::stderr();
    let _ = writeln!(log, "{} ({how})", what.join(", "));
    if std::io::stdin().is_terminal() {
        let hint = "a program that runs a language model starts this one: the README says how; Ctrl-D ends it";
        let _ = writeln!(log, "{hint}");
    }
    serve(desk, &arguments.glossary, access)?;
    Ok(Outcome::Done)
}
