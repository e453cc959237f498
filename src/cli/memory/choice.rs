//! Which units: the filters of `export` and `clean`, and what is said about units that come in.

use clap::{Args, ValueEnum};

use crate::error::{Error, ErrorKind, Result};
use crate::memory::store::Filter;
use crate::memory::unit::{Status, Unit};
use crate::text::language::Language;

/// How far a unit has been checked.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum StatusArgument {
    /// Made by the aligner, seen by nobody
    Aligned,
    /// Seen by a person
    Reviewed,
    /// Confirmed by a person
    Confirmed,
}

impl From<StatusArgument> for Status {
    fn from(argument: StatusArgument) -> Status {
        match argument {
            StatusArgument::Aligned => Status::Aligned,
            StatusArgument::Reviewed => Status::Reviewed,
            StatusArgument::Confirmed => Status::Confirmed,
        }
    }
}

/// Filters that both commands know.
#[derive(Args, Clone, Debug)]
pub struct ChoiceArguments {
    /// Only units from this language
    #[arg(long, value_name = "CODE")]
    source_lang: Option<String>,
    /// Only units into this language
    #[arg(long, value_name = "CODE")]
    target_lang: Option<String>,
    /// Only units of just this status
    #[arg(long)]
    status: Option<StatusArgument>,
    /// Only units changed on this day (YYYY-MM-DD, UTC) or later
    #[arg(long, value_name = "DAY")]
    since: Option<String>,
    /// Only units changed before this day
    #[arg(long, value_name = "DAY")]
    before: Option<String>,
    /// Only units of this subject field
    #[arg(long)]
    domain: Option<String>,
    /// Only units of this client
    #[arg(long)]
    client: Option<String>,
    /// Only units of this project
    #[arg(long)]
    project: Option<String>,
    /// Only units by this author
    #[arg(long)]
    author: Option<String>,
    /// Only units that occur in this document
    #[arg(long)]
    document: Option<String>,
}

impl ChoiceArguments {
    /// The filter that they mean.
    ///
    /// # Errors
    /// For a day that is none.
    pub fn filter(&self) -> Result<Filter> {
        let code =
            |code: &Option<String>| code.as_ref().map(|c| Language::new(c).code().to_string());
        Ok(Filter {
            source_language: code(&self.source_lang),
            target_language: code(&self.target_lang),
            status: self.status.map(Status::from),
            since: self.since.as_deref().map(day).transpose()?,
            before: self.before.as_deref().map(day).transpose()?,
            domain: self.domain.clone(),
            client: self.client.clone(),
            project: self.project.clone(),
            author: self.author.clone(),
            document: self.document.clone(),
            ..Filter::default()
        })
    }
}

fn day(text: &str) -> Result<jiff::Timestamp> {
    let date: std::result::Result<jiff::civil::Date, _> = text.parse();
    let zoned = date.ok().and_then(|d| d.to_zoned(jiff::tz::TimeZone::UTC).ok());
    zoned.map(|z| z.timestamp()).ok_or_else(|| {
        Error::new(ErrorKind::Usage, format!("\"{text}\" is no day")).remedy("write YYYY-MM-DD")
    })
}

/// What is said about units that come in.
#[derive(Args, Clone, Debug)]
pub struct LabelArguments {
    /// How far they have been checked [default: as the file says; what people made is reviewed]
    #[arg(long)]
    status: Option<StatusArgument>,
    /// Their subject field
    #[arg(long)]
    domain: Option<String>,
    /// Their client
    #[arg(long)]
    client: Option<String>,
    /// Their project
    #[arg(long)]
    project: Option<String>,
    /// Their author
    #[arg(long)]
    author: Option<String>,
}

impl LabelArguments {
    /// Puts the labels on a unit.
    pub fn apply(&self, unit: &mut Unit) {
        if let Some(status) = self.status {
            unit.status = status.into();
        }
        for (label, place) in [
            (&self.domain, &mut unit.domain),
            (&self.client, &mut unit.client),
            (&self.project, &mut unit.project),
            (&self.author, &mut unit.author),
        ] {
            if label.is_some() {
                place.clone_from(label);
            }
        }
    }
}
