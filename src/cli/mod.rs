//! The command line: arguments → plan → library → terminal. One file a subcommand.
//!
//! Exit codes: 0 done, 1 some input failed (the rest is done), 2 usage.

mod align;
mod analyze;
mod check;
mod clean;
mod completions;
mod concordance;
mod convert;
mod evaluate;
mod input;
mod job;
mod learn;
mod lookup;
mod man;
mod mcp;
mod memory;
mod pretranslate;
mod prompt;
mod review;
mod rules;
mod segment;
mod serve;
mod term;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::error::{Error, ErrorKind, Result};

/// Version and commit of the source: `0.1.0 (0123456789ab)`.
const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), " (", env!("MUWAZI_COMMIT"), ")");

/// Turns Arabic articles and their English translations into a translation memory.
#[derive(Parser)]
#[command(name = "muwazi", version = VERSION, arg_required_else_help = true, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Align(align::Arguments),
    Segment(segment::Arguments),
    Convert(convert::Arguments),
    Check(check::Arguments),
    Clean(clean::Arguments),
    Evaluate(evaluate::Arguments),
    Learn(learn::Arguments),
    Memory(memory::Arguments),
    Lookup(lookup::Arguments),
    Concordance(concordance::Arguments),
    Analyze(analyze::Arguments),
    Pretranslate(pretranslate::Arguments),
    Review(review::Arguments),
    Prompt(prompt::Arguments),
    Serve(serve::Arguments),
    Completions(completions::Arguments),
    Man(man::Arguments),
    Mcp(mcp::Arguments),
}

/// How a command that ran to its end came out.
enum Outcome {
    /// Everything was done.
    Done,
    /// Some inputs failed and were reported; the rest is done.
    SomeFailed,
}

/// Runs the program on the process's arguments.
pub fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // A closed pipe is no failure of ours; help and version are no failure at all.
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    let result = match arguments.command {
        Command::Align(arguments) => align::run(arguments),
        Command::Segment(arguments) => segment::run(arguments),
        Command::Convert(arguments) => convert::run(arguments),
        Command::Check(arguments) => check::run(arguments),
        Command::Clean(arguments) => clean::run(arguments),
        Command::Evaluate(arguments) => evaluate::run(arguments),
        Command::Learn(arguments) => learn::run(arguments),
        Command::Memory(arguments) => memory::run(arguments),
        Command::Lookup(arguments) => lookup::run(arguments),
        Command::Concordance(arguments) => concordance::run(arguments),
        Command::Analyze(arguments) => analyze::run(arguments),
        Command::Pretranslate(arguments) => pretranslate::run(arguments),
        Command::Review(arguments) => review::run(arguments),
        Command::Prompt(arguments) => prompt::run(arguments),
        Command::Serve(arguments) => serve::run(arguments),
        Command::Completions(arguments) => completions::run(arguments),
        Command::Man(arguments) => man::run(arguments),
        Command::Mcp(arguments) => mcp::run(arguments),
    };
    match result {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::SomeFailed) => ExitCode::FAILURE,
        Err(error) if error.is_broken_pipe() => ExitCode::SUCCESS,
        Err(error) => {
            term::error(&error);
            ExitCode::from(if error.kind() == ErrorKind::Usage { 2 } else { 1 })
        }
    }
}

/// An error of writing to standard output.
fn stdout_error(error: std::io::Error) -> Error {
    Error::io("standard output", error)
}

/// A usage error that clap cannot see.
fn usage<T>(what: &str, remedy: &str) -> Result<T> {
    Err(Error::new(ErrorKind::Usage, what).remedy(remedy))
}

/// Now, or the moment that SOURCE_DATE_EPOCH names (reproducible builds' convention).
fn now() -> Result<jiff::Timestamp> {
    let Some(epoch) = std::env::var_os("SOURCE_DATE_EPOCH") else {
        return Ok(jiff::Timestamp::now());
    };
    let seconds = epoch.to_str().and_then(|s| s.parse().ok());
    seconds.and_then(|s| jiff::Timestamp::from_second(s).ok()).ok_or_else(|| {
        Error::new(ErrorKind::Usage, "SOURCE_DATE_EPOCH is no number of seconds")
            .remedy("unset it or give Unix seconds")
    })
}
