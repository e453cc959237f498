//! Which rules cut a text: options that several commands share.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::error::Result;
use crate::segment::srx::SrxRules;
use crate::segment::{RuleSet, Rules};

/// Options that name the rules.
#[derive(Args)]
pub struct RuleArguments {
    /// Rules that cut the text into sentences [default: muwazi]
    #[arg(long, value_enum, value_name = "NAME")]
    rules: Option<Preset>,
    /// Cut by the rules of an SRX file (1.0 or 2.0), such as your CAT tool exports
    #[arg(long, value_name = "FILE", conflicts_with = "rules")]
    srx: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Preset {
    /// Our own
    Muwazi,
    /// As OmegaT cuts by default
    Omegat,
}

impl RuleArguments {
    /// Reads the rules.
    pub fn rule_set(&self) -> Result<RuleSet> {
        match (&self.srx, self.rules) {
            (Some(file), _) => SrxRules::read(file).map(RuleSet::Srx),
            (None, Some(Preset::Omegat)) => SrxRules::omegat().map(RuleSet::Srx),
            (None, Some(Preset::Muwazi) | None) => Ok(RuleSet::Muwazi(Rules::builtin().clone())),
        }
    }
}
