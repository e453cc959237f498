//! `muwazi memory`: what is kept, and how it gets in and out.

mod choice;
mod manage;
mod place;
mod statistics;
mod transfer;

pub use place::MemoryArguments;
pub use transfer::Intake;

use clap::{Args, Subcommand};

use super::Outcome;
use crate::error::Result;

/// Keep translations: add, import, export, count, clean, check
#[derive(Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Add(manage::AddArguments),
    Import(transfer::ImportArguments),
    Export(transfer::ExportArguments),
    Stats(statistics::Arguments),
    Clean(manage::CleanArguments),
    Learn(manage::LearnArguments),
    Check(manage::CheckArguments),
    Compact(manage::CompactArguments),
}

/// Runs the command.
pub fn run(arguments: Arguments) -> Result<Outcome> {
    match arguments.command {
        Command::Add(arguments) => manage::add(arguments),
        Command::Import(arguments) => transfer::import(arguments),
        Command::Export(arguments) => transfer::export(arguments),
        Command::Stats(arguments) => statistics::run(arguments),
        Command::Clean(arguments) => manage::clean(arguments),
        Command::Learn(arguments) => manage::learn(arguments),
        Command::Check(arguments) => manage::check(arguments),
        Command::Compact(arguments) => manage::compact(arguments),
    }
}
